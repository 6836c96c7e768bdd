-- Imported is a row whose window was not held; of rows that say the same, one.
SELECT (SELECT count(*) FROM import_difference) AS changes,
       (SELECT count(*) FROM import_said s CROSS JOIN LATERAL unnest(s.rows) AS r (valid) WHERE NOT r.valid <@ s.held)
           AS imported
