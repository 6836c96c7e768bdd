-- One fact, at its place in the version that was in force when its window began, as known when it was recorded. What an
-- import brought stands in no version: its source is the run that recorded it.
SELECT f.id, c.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
       lower(f.valid), upper(f.valid), lower(f.recorded), upper(f.recorded),
       d.slug, coalesce(s.title, d.slug), s.number, c.section, s.page, c.quote, s.start, s."end"
FROM fact f
JOIN fact_content c ON c.id = f.content
JOIN document d ON d.id = c.document_id
JOIN version cause ON cause.id = f.cause
CROSS JOIN LATERAL (
    SELECT v.title, v.number, o.page, o.start, o."end"
    FROM version_in_force(d.id, coalesce(lower(f.valid), cause.effective_at), lower(f.recorded)) v
    JOIN fact_occurrence o ON o.fact = c.id AND o.version_id = v.id
    WHERE d.kind = 'document'
    UNION ALL
    SELECT cause.title, cause.number, NULL, 0, 0
    WHERE d.kind = 'import'
) s
WHERE f.id = %(id)s AND f.tenant = %(tenant)s
