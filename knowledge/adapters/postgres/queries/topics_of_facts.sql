-- The topics of these facts that another source has too, each with all contents on it as a number and a checksum: contents
-- are only ever added, and erased ones are told of by `erasures`.
SELECT t.topic, t.object_kind, o.contents, o.checksum, e.erasures
FROM (
    SELECT DISTINCT c.topic, c.object_kind
    FROM (SELECT content FROM fact WHERE id = ANY(%(ids)s) AND tenant = %(tenant)s OFFSET 0) f
    CROSS JOIN LATERAL (SELECT topic, object_kind FROM fact_content WHERE id = f.content AND topic IS NOT NULL OFFSET 0) c
) t
CROSS JOIN LATERAL (
    SELECT count(*) AS contents, bit_xor(uuid_hash(id)) AS checksum, min(document_id) AS first, max(document_id) AS last
    FROM fact_content
    WHERE tenant = %(tenant)s AND topic = t.topic AND object_kind = t.object_kind AND topic IS NOT NULL
) o
CROSS JOIN (SELECT count(*) + count(*) FILTER (WHERE status = 'done') AS erasures FROM erasure WHERE tenant = %(tenant)s) e
WHERE o.first <> o.last
