-- What must change so that each staged content holds when it did and when the rows say: windows that overlap or meet
-- are one. A held row that is none of these windows is to be retired, a window that is no held row to be recorded.
CREATE TEMPORARY TABLE import_difference ON COMMIT DROP AS
WITH said AS MATERIALIZED (
    SELECT content, range_agg(valid) AS windows FROM import_row GROUP BY content
), held AS MATERIALIZED (
    SELECT s.content, f.id, f.valid
    FROM said s
    CROSS JOIN LATERAL (SELECT id, valid, recorded FROM fact WHERE content = s.content OFFSET 0) f
    WHERE upper_inf(f.recorded)
), wanted AS (
    SELECT s.content, unnest(s.windows + coalesce(h.windows, '{}')) AS valid
    FROM said s
    LEFT JOIN (SELECT content, range_agg(valid) AS windows FROM held GROUP BY content) h ON h.content = s.content
)
SELECT coalesce(w.content, h.content) AS content, coalesce(w.valid, h.valid) AS valid, h.id AS retired
FROM wanted w
FULL JOIN held h ON h.content = w.content AND h.valid = w.valid
WHERE w.content IS NULL OR h.content IS NULL
