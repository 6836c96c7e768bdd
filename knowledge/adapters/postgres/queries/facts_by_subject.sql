-- Facts that hold and are about one subject, document by document in reading order.
SELECT f.id, c.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, c.scope,
       lower(f.valid), upper(f.valid), lower(f.recorded), upper(f.recorded),
       d.slug, coalesce(v.title, d.slug), v.number, c.section, s.page, c.quote, s.start, s."end", s.ordinal
FROM fact_content c
JOIN fact f ON f.content = c.id
JOIN document d ON d.id = c.document_id
CROSS JOIN LATERAL version_in_force(d.id, %(as_of)s, %(known_at)s) v
JOIN fact_occurrence s ON s.fact = c.id AND s.version_id = v.id
WHERE c.tenant = %(tenant)s AND lower(c.subject) = lower(%(subject)s)
  AND f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
  AND (%(document)s::text IS NULL OR d.slug = %(document)s)
  AND (%(predicate)s::text IS NULL OR lower(c.predicate) = lower(%(predicate)s))
  AND (c.scope = '[]' OR scope_admits(c.scope, %(scope)s))
  AND (d.slug, s.start, s.ordinal) > (%(after_slug)s, %(after_start)s, %(after_ordinal)s)
ORDER BY d.slug, s.start, s.ordinal
LIMIT %(limit)s
