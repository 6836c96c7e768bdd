-- Imported is a row whose window was not held; of rows that say the same, one.
SELECT (SELECT count(*) FROM import_difference) AS changes,
       (SELECT count(DISTINCT (r.content, r.valid))
        FROM import_row r
        WHERE r.content IN (SELECT content FROM import_difference)
          AND NOT EXISTS (SELECT FROM fact f
                          WHERE f.content = r.content AND upper_inf(f.recorded) AND f.valid @> r.valid)) AS imported
