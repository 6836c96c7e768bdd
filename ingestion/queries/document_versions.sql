-- With the entry through which each speaks now, if it does: an edit may have given it another date, or silenced it.
SELECT v.id, v.number, v.cited_as, v.kind, v.title, coalesce(e.effective_at, v.effective_at) AS effective_at, v.effective_source,
       coalesce(e.expires_at, v.expires_at) AS expires_at, v.corrects, v.file_name, v.media_type,
       octet_length(v.content) AS bytes, encode(v.content_hash, 'hex') AS content_hash, v.reason, v.actor,
       v.uploaded_at, v.recorded_at, i.id AS ingestion_id, i.status,
       e.number AS entry_number, e.effective_at AS entry_effective_at, e.expires_at AS entry_expires_at,
       (SELECT count(*) FROM passage_occurrence o WHERE o.version_id = v.id) AS passages,
       (SELECT count(*) FROM fact_occurrence o WHERE o.version_id = v.id) AS facts
FROM version v
LEFT JOIN ingestion i ON i.version_id = v.id
LEFT JOIN entry e ON e.version_id = v.id AND upper_inf(e.recorded)
WHERE v.document_id = %(document_id)s
ORDER BY coalesce(e.effective_at, v.effective_at) NULLS LAST, v.number
