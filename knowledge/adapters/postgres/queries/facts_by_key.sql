-- The facts of one key that hold, one of each source that has it; a document's at its first place in the version in force.
-- OFFSET 0: see facts_in_passages.
SELECT f.id, c.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
       lower(f.valid), upper(f.valid), lower(f.recorded), upper(f.recorded),
       d.slug, coalesce(s.title, d.slug), s.number, c.section, s.page, c.quote, s.start, s."end", s.ordinal, c.id
FROM fact_key k
CROSS JOIN LATERAL (SELECT id, content, valid, recorded, cause FROM fact WHERE key_source = k.id OFFSET 0) f
JOIN fact_content c ON c.id = f.content
JOIN document d ON d.id = k.source
CROSS JOIN LATERAL (
    SELECT v.title, v.number, o.page, o.start, o."end", o.ordinal
    FROM version_in_force(d.id, %(as_of)s, %(known_at)s) v
    CROSS JOIN LATERAL (
        SELECT page, start, "end", ordinal
        FROM fact_occurrence
        WHERE fact = c.id AND version_id = v.id
        ORDER BY start, ordinal
        LIMIT 1
    ) o
    WHERE d.kind = 'document'
    UNION ALL
    SELECT v.title, v.number, NULL, 0, 0, 0
    FROM version v
    WHERE d.kind = 'import' AND v.id = f.cause
) s
WHERE k.key = %(key)s AND k.tenant = %(tenant)s
  AND f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
  AND (c.scope = '[]' OR %(scope)s = '[]'::jsonb OR scope_admits(c.scope, %(scope)s))
  AND (%(document)s::text IS NULL OR d.slug = %(document)s)
  AND d.slug > %(after_slug)s
ORDER BY d.slug
LIMIT %(limit)s
