-- Of each described upload, in their order: whether its like was taken in, and whether its bytes are the document's newest.
SELECT EXISTS (
           SELECT FROM ingestion i
           WHERE i.tenant = %(tenant)s AND i.document = o.document AND i.repeat_key = o.key
             AND i.status NOT IN ('queued', 'running', 'failed')
       ) AS taken,
       coalesce((
           SELECT v.content_hash = o.hash AND v.kind <> 'withdrawal' AND v.recorded_at IS NOT NULL
           FROM document d
           JOIN version v ON v.document_id = d.id
           JOIN ingestion i ON i.version_id = v.id AND i.status <> 'failed'
           LEFT JOIN entry e ON e.version_id = v.id AND upper_inf(e.recorded)
           WHERE d.tenant = %(tenant)s AND d.slug = o.document AND o.hash IS NOT NULL
             AND v.kind IN ('version', 'withdrawal', 'correction') AND (e.version_id IS NOT NULL OR v.recorded_at IS NULL)
           ORDER BY coalesce(e.effective_at, v.effective_at) DESC NULLS FIRST, v.number DESC
           LIMIT 1
       ), false) AS newest
FROM unnest(%(documents)s::text[], %(keys)s::bytea[], %(hashes)s::bytea[]) WITH ORDINALITY o(document, key, hash, place)
ORDER BY o.place
