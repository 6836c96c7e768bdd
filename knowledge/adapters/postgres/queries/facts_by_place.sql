-- Facts that hold, document by document in reading order. Only the documents from the cursor's on are walked.
SELECT f.id, c.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, c.scope,
       lower(f.valid), upper(f.valid), lower(f.recorded), upper(f.recorded),
       d.slug, coalesce(v.title, d.slug), v.number, c.section, s.page, c.quote, s.start, s."end", s.ordinal
FROM document d
CROSS JOIN LATERAL version_in_force(d.id, %(as_of)s, %(known_at)s) v
JOIN fact_occurrence s ON s.version_id = v.id
JOIN fact f ON f.content = s.fact
JOIN fact_content c ON c.id = s.fact
WHERE d.tenant = %(tenant)s
  AND f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
  AND (%(document)s::text IS NULL OR d.slug = %(document)s)
  AND (%(predicate)s::text IS NULL OR lower(c.predicate) = lower(%(predicate)s))
  AND (c.scope = '[]' OR scope_admits(c.scope, %(scope)s))
  AND d.slug >= %(after_slug)s
  AND (d.slug, s.start, s.ordinal) > (%(after_slug)s, %(after_start)s, %(after_ordinal)s)
ORDER BY d.slug, s.start, s.ordinal
LIMIT %(limit)s
