-- Facts that hold and are about one subject, document by document in reading order. OFFSET 0: see facts_in_passages.
-- With and without a predicate apart, so that a prepared plan too looks both up by index (fact_content_look_up).
SELECT f.id, k.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
       lower(u.valid), upper(u.valid), lower(f.recorded), upper(f.recorded),
       d.slug, coalesce(s.title, d.slug), s.number, c.section, s.page, c.quote, s.start, s."end", c.corrects IS NOT NULL, s.ordinal, c.id
FROM (
    SELECT *
    FROM fact_content
    WHERE tenant = %(tenant)s
      AND left(lower(subject), 200) = left(lower(%(subject)s), 200) AND lower(subject) = lower(%(subject)s)
      AND left(lower(predicate), 200) = left(lower(%(predicate)s::text), 200)
      AND lower(predicate) = lower(%(predicate)s)
    UNION ALL
    SELECT *
    FROM fact_content
    WHERE %(predicate)s::text IS NULL AND tenant = %(tenant)s
      AND left(lower(subject), 200) = left(lower(%(subject)s), 200) AND lower(subject) = lower(%(subject)s)
    OFFSET 0
) c
CROSS JOIN LATERAL (SELECT id, key_source, valid, recorded, cause FROM fact WHERE content = c.id OFFSET 0) f
CROSS JOIN LATERAL (SELECT id, slug, kind FROM document WHERE id = c.document_id OFFSET 0) d
CROSS JOIN LATERAL (SELECT key FROM fact_key WHERE id = f.key_source OFFSET 0) k
CROSS JOIN LATERAL unbroken(f.key_source, c.object_kind, c.object_value, c.scope, f.valid, %(known_at)s) u
CROSS JOIN LATERAL (
    SELECT p.title, p.number, p.page, p.start, p."end", p.ordinal
    FROM place_of_fact(coalesce(c.corrects, c.id), d.id, %(as_of)s, %(known_at)s) p
    WHERE d.kind = 'document'
    UNION ALL
    SELECT v.title, v.number, NULL, 0, 0, 0
    FROM version v
    WHERE d.kind <> 'document' AND v.id = f.cause
) s
WHERE f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
  AND (c.scope = '[]' OR %(scope)s::jsonb IS NULL OR scope_admits(c.scope, %(scope)s))
  AND (%(document)s::text IS NULL OR d.slug = %(document)s)
  AND (d.slug, s.start, s.ordinal, c.id) > (%(after_slug)s, %(after_start)s, %(after_ordinal)s, %(after_content)s::uuid)
ORDER BY d.slug, s.start, s.ordinal, c.id
LIMIT %(limit)s
