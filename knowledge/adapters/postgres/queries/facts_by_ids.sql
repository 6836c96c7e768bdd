-- Facts that hold at a viewpoint, by id, each at its place then and with its document's rank. OFFSET 0: see
-- facts_in_passages.
SELECT f.id, k.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
       lower(u.valid), upper(u.valid), lower(f.recorded), upper(f.recorded),
       d.slug, coalesce(o.title, d.slug), o.number, c.section, o.page, c.quote, o.start, o."end", c.corrects IS NOT NULL,
       rank_at(c.document_id, %(known_at)s)
FROM (SELECT id, content, key_source, valid, recorded, cause FROM fact WHERE id = ANY(%(ids)s) AND tenant = %(tenant)s OFFSET 0) f
CROSS JOIN LATERAL (SELECT * FROM fact_content WHERE id = f.content OFFSET 0) c
CROSS JOIN LATERAL (SELECT slug, kind FROM document WHERE id = c.document_id OFFSET 0) d
CROSS JOIN LATERAL (SELECT key FROM fact_key WHERE id = f.key_source OFFSET 0) k
CROSS JOIN LATERAL unbroken(f.key_source, c.object_kind, c.object_value, c.scope, f.valid, %(known_at)s) u
CROSS JOIN LATERAL (
    SELECT p.title, p.number, p.page, p.start, p."end"
    FROM place_of_fact(coalesce(c.corrects, c.id), c.document_id, %(as_of)s, %(known_at)s) p
    WHERE d.kind = 'document'
    UNION ALL
    SELECT v.title, v.number, NULL, 0, 0
    FROM version v
    WHERE d.kind <> 'document' AND v.id = f.cause
) o
ORDER BY d.slug, o.start
