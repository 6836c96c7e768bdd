-- Every recording of a fact's key by its source, retired or not; each at its place as in fact_by_id.
SELECT f.id, c.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
       lower(f.valid), upper(f.valid), lower(f.recorded), upper(f.recorded),
       d.slug, coalesce(s.title, d.slug), s.number, c.section, s.page, c.quote, s.start, s."end",
       edit.kind, edit.number, edit.reason, edit.actor
FROM fact asked
JOIN fact f ON f.key_source = asked.key_source
JOIN fact_content c ON c.id = f.content
JOIN document d ON d.id = c.document_id
JOIN version edit ON edit.id = f.cause
CROSS JOIN LATERAL (
    SELECT v.title, v.number, o.page, o.start, o."end"
    FROM version_in_force(d.id, coalesce(lower(f.valid), edit.effective_at), lower(f.recorded)) v
    CROSS JOIN LATERAL (
        SELECT page, start, "end" FROM fact_occurrence WHERE fact = c.id AND version_id = v.id ORDER BY start LIMIT 1
    ) o
    WHERE d.kind = 'document'
    UNION ALL
    SELECT edit.title, edit.number, NULL, 0, 0
    WHERE d.kind = 'import'
) s
WHERE asked.id = %(id)s AND asked.tenant = %(tenant)s
ORDER BY lower(f.recorded), lower(f.valid) NULLS FIRST
