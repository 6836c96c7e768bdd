-- What must change so that each triple holds when it did and when the rows say: the windows to record, and the held rows
-- that are none of them any more. A recorded row's id derives from content, run and window: a chunk that is killed and
-- repeated records the same.
CREATE TEMPORARY TABLE import_difference ON COMMIT DROP AS
WITH changed AS MATERIALIZED (
    SELECT content, key_source, held, said + held AS wanted FROM import_said WHERE NOT said <@ held
)
SELECT encode(substring(sha256(convert_to(concat_ws(' ', c.content, %(number)s::integer, w.valid), 'UTF8')) FOR 16),
              'hex')::uuid AS id,
       c.content, c.key_source, w.valid, NULL::uuid AS retired
FROM changed c
CROSS JOIN LATERAL unnest(c.wanted) AS w (valid)
WHERE NOT EXISTS (SELECT FROM unnest(c.held) AS h (valid) WHERE h.valid = w.valid)
UNION ALL
SELECT NULL, c.content, c.key_source, f.valid, f.id
FROM changed c
CROSS JOIN LATERAL (SELECT id, valid, recorded FROM fact WHERE key_source = c.key_source OFFSET 0) f
WHERE NOT isempty(c.held) AND upper_inf(f.recorded)
  AND NOT EXISTS (SELECT FROM unnest(c.wanted) AS w (valid) WHERE w.valid = f.valid)
