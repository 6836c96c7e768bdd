-- Facts that hold, document by document in reading order, from the cursor's document on. OFFSET 0: see facts_in_passages.
SELECT f.id, c.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
       lower(f.valid), upper(f.valid), lower(f.recorded), upper(f.recorded),
       d.slug, coalesce(v.title, d.slug), v.number, c.section, s.page, c.quote, s.start, s."end", s.ordinal
FROM document d
CROSS JOIN LATERAL version_in_force(d.id, %(as_of)s, %(known_at)s) v
CROSS JOIN LATERAL (
    SELECT s.fact, s.page, s.start, s."end", s.ordinal
    FROM fact_occurrence s
    WHERE s.version_id = v.id
      AND (d.slug > %(after_slug)s OR (s.start, s.ordinal) > (%(after_start)s::integer, %(after_ordinal)s::integer))
    OFFSET 0
) s
CROSS JOIN LATERAL (SELECT id, valid, recorded FROM fact WHERE content = s.fact OFFSET 0) f
CROSS JOIN LATERAL (SELECT * FROM fact_content WHERE id = s.fact OFFSET 0) c
WHERE d.tenant = %(tenant)s AND d.slug >= %(after_slug)s
  AND f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
  AND (%(document)s::text IS NULL OR d.slug = %(document)s)
  AND (%(predicate)s::text IS NULL OR lower(c.predicate) = lower(%(predicate)s))
  AND (c.scope = '[]' OR %(scope)s = '[]'::jsonb OR scope_admits(c.scope, %(scope)s))
ORDER BY d.slug, s.start, s.ordinal
LIMIT %(limit)s
