-- The facts of these contents that hold at a viewpoint, each at its place then, with its document's rank and its
-- content. OFFSET 0: see facts_in_passages.
SELECT f.id, k.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
       lower(u.valid), upper(u.valid), lower(f.recorded), upper(f.recorded),
       d.slug, coalesce(o.title, d.slug), o.number, c.section, o.page, c.quote, o.start, o."end", c.corrects IS NOT NULL,
       r.rank, f.content
FROM (SELECT * FROM unnest(%(contents)s::uuid[]) AS t (content) OFFSET 0) t
CROSS JOIN LATERAL (
    SELECT id, content, key_source, valid, recorded, cause
    FROM fact
    WHERE content = t.content AND tenant = %(tenant)s
    OFFSET 0
) f
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
JOIN (
    SELECT document_id, rank_at(document_id, %(known_at)s) AS rank
    FROM (SELECT DISTINCT document_id FROM fact_content WHERE id = ANY(%(contents)s::uuid[])) documents
) r ON r.document_id = c.document_id
WHERE f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
  AND (c.scope = '[]' OR %(scope)s::jsonb IS NULL OR scope_admits(c.scope, %(scope)s))
ORDER BY d.slug, o.start
