-- Instants at which a key's fact begins or ends, with the fact before and the fact after, from the cursor on. Beginnings
-- and ends are each read in order, no more of either than the page may show; only of one document all are.
WITH asked AS (
    SELECT id, kind FROM document WHERE tenant = %(tenant)s AND slug = %(document)s::text
)
SELECT e.at, e.key_source, d.slug, v.title, v.cited_as, v.kind, v.reason, v.actor,
       coalesce((SELECT kind FROM edit WHERE cause = coalesce(a.cause, b.cause) AND key_source = e.key_source), 'change'),
       b.id, k.key, b.subject, b.predicate, b.object_kind, b.object_value, b.object_text, nullif(b.scope, '[]'), b.section, b.quote,
       a.id, k.key, a.subject, a.predicate, a.object_kind, a.object_value, a.object_text, nullif(a.scope, '[]'), a.section, a.quote
FROM (
    (
        SELECT key_source, document_id, lower(valid) AS at
        FROM fact
        WHERE (%(document)s::text IS NULL OR (SELECT kind FROM asked) <> 'document')
          AND tenant = %(tenant)s AND lower(valid) > %(from)s AND lower(valid) <= %(to)s
          AND (lower(valid), key_source) > (%(after_at)s, %(after_key)s)
          AND recorded @> %(known_at)s::timestamptz
          AND (%(document)s::text IS NULL OR document_id = (SELECT id FROM asked))
        ORDER BY lower(valid), key_source
        LIMIT %(limit)s
    )
    UNION
    (
        SELECT key_source, document_id, upper(valid)
        FROM fact
        WHERE (%(document)s::text IS NULL OR (SELECT kind FROM asked) <> 'document')
          AND tenant = %(tenant)s AND upper(valid) > %(from)s AND upper(valid) <= %(to)s
          AND (upper(valid), key_source) > (%(after_at)s, %(after_key)s)
          AND recorded @> %(known_at)s::timestamptz
          AND (%(document)s::text IS NULL OR document_id = (SELECT id FROM asked))
        ORDER BY upper(valid), key_source
        LIMIT %(limit)s
    )
    UNION
    SELECT f.key_source, c.document_id, edge.at
    FROM fact_content c
    CROSS JOIN LATERAL (SELECT key_source, valid, recorded FROM fact WHERE content = c.id OFFSET 0) f
    CROSS JOIN LATERAL (VALUES (lower(f.valid)), (upper(f.valid))) AS edge (at)
    WHERE (SELECT kind FROM asked) = 'document' AND c.document_id = (SELECT id FROM asked)
      AND edge.at > %(from)s AND edge.at <= %(to)s AND f.recorded @> %(known_at)s::timestamptz
) e
JOIN fact_key k ON k.id = e.key_source
JOIN document d ON d.id = e.document_id
LEFT JOIN LATERAL (
    SELECT f.id, f.cause, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, c.scope, c.section, c.quote
    FROM fact f JOIN fact_content c ON c.id = f.content
    WHERE f.key_source = e.key_source
      AND f.recorded @> %(known_at)s::timestamptz AND f.valid @> (e.at - interval '1 microsecond')
) b ON true
LEFT JOIN LATERAL (
    SELECT f.id, f.cause, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, c.scope, c.section, c.quote
    FROM fact f JOIN fact_content c ON c.id = f.content
    WHERE f.key_source = e.key_source
      AND f.recorded @> %(known_at)s::timestamptz AND f.valid @> e.at
) a ON true
LEFT JOIN LATERAL version_in_force(d.id, e.at, %(known_at)s) v ON true
WHERE (e.at, e.key_source) > (%(after_at)s, %(after_key)s)
ORDER BY e.at, e.key_source
LIMIT %(limit)s
