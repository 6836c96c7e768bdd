-- The facts of one key that hold, one of each source that has it. OFFSET 0: see facts_in_passages.
-- Windows of an import that meet are one row already, unless a person edited it (`apart`).
SELECT f.id, k.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
       lower(u.valid), upper(u.valid), lower(f.recorded), upper(f.recorded),
       d.slug, coalesce(s.title, d.slug), s.number, c.section, s.page, c.quote, s.start, s."end", c.corrects IS NOT NULL,
       s.ordinal, c.id
FROM fact_key k
CROSS JOIN LATERAL (
    SELECT id, content, key_source, valid, recorded, cause FROM fact WHERE key_source = k.id OFFSET 0
) f
JOIN fact_content c ON c.id = f.content
JOIN document d ON d.id = k.source
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN d.kind = 'import' AND NOT k.apart THEN f.valid
        ELSE unbroken_called(f.key_source, c.object_kind, c.object_value, c.scope, f.valid, %(known_at)s)
    END AS valid
    OFFSET 0
) u
CROSS JOIN LATERAL (
    SELECT p.title, p.number, p.page, p.start, p."end", p.ordinal
    FROM place_of_fact_called(coalesce(c.corrects, c.id), d.id, %(as_of)s, %(known_at)s) p
    WHERE d.kind = 'document'
    UNION ALL
    SELECT v.title, v.number, NULL, 0, 0, 0
    FROM version v
    WHERE d.kind <> 'document' AND v.id = f.cause
) s
WHERE k.key = %(key)s AND k.tenant = %(tenant)s
  AND f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
  AND (c.scope = '[]' OR %(scope)s::jsonb IS NULL OR scope_admits(c.scope, %(scope)s))
  AND (%(document)s::text IS NULL OR d.slug = %(document)s)
  AND d.slug > %(after_slug)s
ORDER BY d.slug
LIMIT %(limit)s
