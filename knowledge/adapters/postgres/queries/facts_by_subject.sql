-- Facts that hold and are about one subject, document by document in reading order. OFFSET 0: see facts_in_passages.
SELECT f.id, c.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
       lower(f.valid), upper(f.valid), lower(f.recorded), upper(f.recorded),
       d.slug, coalesce(v.title, d.slug), v.number, c.section, s.page, c.quote, s.start, s."end", s.ordinal
FROM (
    SELECT *
    FROM fact_content c
    WHERE c.tenant = %(tenant)s AND lower(c.subject) = lower(%(subject)s)
      AND (%(predicate)s::text IS NULL OR lower(c.predicate) = lower(%(predicate)s))
      AND (c.scope = '[]' OR %(scope)s = '[]'::jsonb OR scope_admits(c.scope, %(scope)s))
    OFFSET 0
) c
CROSS JOIN LATERAL (SELECT id, valid, recorded FROM fact WHERE content = c.id OFFSET 0) f
CROSS JOIN LATERAL (SELECT id, slug FROM document WHERE id = c.document_id OFFSET 0) d
CROSS JOIN LATERAL version_in_force(d.id, %(as_of)s, %(known_at)s) v
CROSS JOIN LATERAL (
    SELECT s.page, s.start, s."end", s.ordinal
    FROM fact_occurrence s
    WHERE s.fact = c.id AND s.version_id = v.id
    OFFSET 0
) s
WHERE f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
  AND (%(document)s::text IS NULL OR d.slug = %(document)s)
  AND (d.slug, s.start, s.ordinal) > (%(after_slug)s, %(after_start)s, %(after_ordinal)s)
ORDER BY d.slug, s.start, s.ordinal
LIMIT %(limit)s
