-- The first fact of a key that begins when one of its facts, in whichever words, has ended: at its place then.
SELECT f.id, k.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
       lower(u.valid), upper(u.valid), lower(f.recorded), upper(f.recorded),
       d.slug, coalesce(s.title, d.slug), s.number, c.section, s.page, c.quote, s.start, s."end", c.corrects IS NOT NULL
FROM (SELECT key_source, content, valid FROM fact WHERE id = %(id)s AND tenant = %(tenant)s OFFSET 0) a
CROSS JOIN LATERAL (SELECT * FROM fact_content WHERE id = a.content OFFSET 0) ac
CROSS JOIN LATERAL unbroken(a.key_source, ac.object_kind, ac.object_value, ac.scope, a.valid, %(known_at)s) ended
CROSS JOIN LATERAL (
    SELECT *
    FROM fact
    WHERE key_source = a.key_source AND recorded @> %(known_at)s::timestamptz AND lower(valid) >= upper(ended.valid)
    ORDER BY lower(valid)
    LIMIT 1
) f
CROSS JOIN LATERAL (SELECT * FROM fact_content WHERE id = f.content OFFSET 0) c
CROSS JOIN LATERAL (SELECT slug, kind FROM document WHERE id = f.document_id OFFSET 0) d
CROSS JOIN LATERAL (SELECT key FROM fact_key WHERE id = f.key_source OFFSET 0) k
CROSS JOIN LATERAL unbroken(f.key_source, c.object_kind, c.object_value, c.scope, f.valid, %(known_at)s) u
CROSS JOIN LATERAL (
    SELECT p.title, p.number, p.page, p.start, p."end"
    FROM place_of_fact(coalesce(c.corrects, c.id), f.document_id, lower(f.valid), %(known_at)s) p
    WHERE d.kind = 'document'
    UNION ALL
    SELECT v.title, v.number, NULL, 0, 0
    FROM version v
    WHERE d.kind <> 'document' AND v.id = f.cause
) s
