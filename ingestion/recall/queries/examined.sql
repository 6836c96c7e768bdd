-- The candidate goes, whatever came of it; no row where another attempt was first.
WITH gone AS (
    DELETE FROM recall_candidate WHERE recall = %(id)s AND answer = %(answer)s RETURNING answer
)
UPDATE recall SET examined = examined + 1 WHERE id = %(id)s AND EXISTS (SELECT FROM gone)
