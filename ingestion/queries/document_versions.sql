SELECT v.id, v.number, v.kind, v.title, v.effective_at, v.effective_source, v.expires_at, v.file_name, v.media_type,
       octet_length(v.content) AS bytes, encode(v.content_hash, 'hex') AS content_hash, v.reason, v.actor,
       v.uploaded_at, v.recorded_at, i.id AS ingestion_id, i.status,
       (SELECT count(*) FROM passage_occurrence o WHERE o.version_id = v.id) AS passages,
       (SELECT count(*) FROM fact_occurrence o WHERE o.version_id = v.id) AS facts
FROM version v LEFT JOIN ingestion i ON i.version_id = v.id
WHERE v.document_id = %(document_id)s
ORDER BY v.effective_at NULLS LAST, v.number
