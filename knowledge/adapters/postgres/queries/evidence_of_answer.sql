-- What stands behind citations, in their order: the row as it is held, its whole words, and the upload that says it.
SELECT c.place, f.key, f.subject, f.predicate, f.object, f.scope, coalesce(f.words, p.words) AS words,
       lower(coalesce(f.valid, p.valid)) AS valid_at, upper(coalesce(f.valid, p.valid)) AS expired_at,
       lower(coalesce(f.recorded, p.recorded)) AS recorded_at, upper(coalesce(f.recorded, p.recorded)) AS retired_at,
       v.content_hash AS version_hash
FROM unnest(%(ids)s::uuid[], %(documents)s::text[], %(versions)s::integer[])
     WITH ORDINALITY AS c (id, document, version, place)
LEFT JOIN LATERAL (
    SELECT k.key, n.subject, n.predicate, n.object_text AS object, n.scope, n.quote AS words, r.valid, r.recorded
    FROM fact r
    JOIN fact_content n ON n.id = r.content
    JOIN fact_key k ON k.id = r.key_source
    WHERE r.id = c.id AND r.tenant = %(tenant)s
) f ON true
LEFT JOIN LATERAL (
    SELECT n.text AS words, r.valid, r.recorded
    FROM passage r
    JOIN passage_content n ON n.id = r.content
    WHERE r.id = c.id AND r.tenant = %(tenant)s
) p ON true
LEFT JOIN LATERAL (
    SELECT v.content_hash
    FROM document d
    JOIN version v ON v.document_id = d.id AND v.number = c.version
    WHERE d.tenant = %(tenant)s AND d.slug = c.document
) v ON true
ORDER BY c.place
