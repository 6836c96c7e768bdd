-- What must change so that each triple holds when it did and when the rows say. A held row that is none of these windows
-- is to be retired, a window that is no held row to be recorded. A recorded row's id derives from content, run and window:
-- a chunk that is killed and repeated records the same.
CREATE TEMPORARY TABLE import_difference ON COMMIT DROP AS
WITH held AS MATERIALIZED (
    SELECT s.content, f.id, f.valid
    FROM import_said s
    CROSS JOIN LATERAL (SELECT id, valid, recorded FROM fact WHERE content = s.content OFFSET 0) f
    WHERE NOT s.is_new AND upper_inf(f.recorded)
), wanted AS (
    SELECT s.content, s.key_source, unnest(s.windows + coalesce(h.windows, '{}')) AS valid
    FROM import_said s
    LEFT JOIN (SELECT content, range_agg(valid) AS windows FROM held GROUP BY content) h ON h.content = s.content
)
SELECT encode(substring(sha256(convert_to(concat_ws(' ', w.content, %(number)s::integer, w.valid), 'UTF8')) FOR 16),
              'hex')::uuid AS id,
       coalesce(w.content, h.content) AS content, w.key_source, w.valid, h.id AS retired
FROM wanted w
FULL JOIN held h ON h.content = w.content AND h.valid = w.valid
WHERE w.content IS NULL OR h.content IS NULL
