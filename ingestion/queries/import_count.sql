-- Imported is a row whose window was not held; of rows that say the same, one.
SELECT (SELECT count(*) FROM import_difference) AS changes,
       (SELECT coalesce(sum(rows), 0)::bigint FROM import_said WHERE is_new) + (
           SELECT count(DISTINCT (r.content, r.valid))
           FROM import_said s
           JOIN import_row r ON r.content = s.content
           WHERE NOT s.is_new AND s.content IN (SELECT content FROM import_difference)
             AND NOT EXISTS (SELECT FROM fact f
                             WHERE f.content = r.content AND upper_inf(f.recorded) AND f.valid @> r.valid
                             OFFSET 0)) AS imported
