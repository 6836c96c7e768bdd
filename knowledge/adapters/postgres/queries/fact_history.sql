-- Every recording of a fact's key by its source, retired or not, as it was recorded; each at its place as in fact_by_id,
-- with the edit that recorded it and the one that retired it. A retirement has the instant of its cause.
SELECT f.id, k.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
       lower(f.valid), upper(f.valid), lower(f.recorded), upper(f.recorded),
       d.slug, coalesce(s.title, d.slug), s.number, c.section, s.page, c.quote, s.start, s."end", c.corrects IS NOT NULL,
       cause.kind, cause.number, cause.reason, cause.actor, coalesce(edit.kind, 'change'),
       ended.kind, ended.number, ended.reason, ended.actor, ending.kind
FROM fact asked
JOIN fact_key k ON k.id = asked.key_source
JOIN fact f ON f.key_source = asked.key_source
JOIN fact_content c ON c.id = f.content
JOIN document d ON d.id = c.document_id
JOIN version cause ON cause.id = f.cause
LEFT JOIN edit ON edit.cause = f.cause AND edit.key_source = f.key_source
LEFT JOIN version ended ON ended.document_id = f.document_id AND ended.recorded_at = upper(f.recorded)
LEFT JOIN edit ending ON ending.cause = ended.id AND ending.key_source = f.key_source
CROSS JOIN LATERAL (
    SELECT p.title, p.number, p.page, p.start, p."end"
    FROM place_of_fact(
        coalesce(c.corrects, c.id), d.id, coalesce(lower(f.valid), cause.effective_at), lower(f.recorded)) p
    WHERE d.kind = 'document'
    UNION ALL
    SELECT cause.title, cause.number, NULL, 0, 0
    WHERE d.kind <> 'document'
) s
WHERE asked.id = %(id)s AND asked.tenant = %(tenant)s
ORDER BY lower(f.recorded), lower(f.valid) NULLS FIRST
