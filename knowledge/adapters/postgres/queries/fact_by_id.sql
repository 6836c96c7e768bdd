-- One fact, at its place in the version that was in force when its window began, as known when it was recorded. What an
-- import brought stands in no version: its source is the run that recorded it.
SELECT f.id, k.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
       lower(u.valid), upper(u.valid), lower(f.recorded), upper(f.recorded),
       d.slug, coalesce(s.title, d.slug), s.number, c.section, s.page, c.quote, s.start, s."end", c.corrects IS NOT NULL
FROM fact f
JOIN fact_content c ON c.id = f.content
JOIN document d ON d.id = c.document_id
JOIN version cause ON cause.id = f.cause
CROSS JOIN LATERAL (SELECT key FROM fact_key WHERE id = f.key_source OFFSET 0) k
CROSS JOIN LATERAL unbroken(f.key_source, c.object_kind, c.object_value, c.scope, f.valid, lower(f.recorded)) u
CROSS JOIN LATERAL (
    SELECT p.title, p.number, p.page, p.start, p."end"
    FROM place_of_fact(
        coalesce(c.corrects, c.id), d.id, coalesce(lower(f.valid), cause.effective_at), lower(f.recorded)) p
    WHERE d.kind = 'document'
    UNION ALL
    SELECT cause.title, cause.number, NULL, 0, 0
    WHERE d.kind <> 'document'
) s
WHERE f.id = %(id)s AND f.tenant = %(tenant)s
