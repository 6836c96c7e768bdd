-- The rows to record, whole but for their instant. An id derives from content, run and window: a chunk that is killed
-- and repeated records the same.
CREATE TEMPORARY TABLE import_new ON COMMIT DROP AS
SELECT encode(substring(sha256(convert_to(concat_ws(' ', d.content, %(number)s::integer, d.valid), 'UTF8')) FOR 16),
              'hex')::uuid AS id,
       d.content, k.id AS key_source, d.valid
FROM import_difference d
CROSS JOIN LATERAL (SELECT key FROM fact_content WHERE id = d.content OFFSET 0) c
CROSS JOIN LATERAL (SELECT id FROM fact_key WHERE key = c.key AND source = %(document_id)s OFFSET 0) k
WHERE d.retired IS NULL
