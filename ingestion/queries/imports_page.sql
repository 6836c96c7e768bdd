-- Import runs that recorded something, the newest first. The counts stand in `metadata` once the file was read to its end.
SELECT v.id, d.slug AS source, v.number, v.media_type, v.reason, v.actor, v.recorded_at, v.metadata,
       nullif(v.content_hash, '') AS content_hash
FROM version v
JOIN document d ON d.id = v.document_id
WHERE v.tenant = %(tenant)s AND v.kind = 'import'
  AND (%(after)s::bigint IS NULL OR v.id < %(after)s)
  AND (%(source)s::text IS NULL OR d.slug = %(source)s)
ORDER BY v.id DESC
LIMIT %(limit)s
