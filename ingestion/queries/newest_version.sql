-- The newest entry of the sequence: by date of effect where it is known, an unread one counting as newest.
SELECT i.id, i.version, i.workflow_id, i.status, v.effective_at, v.effective_source, v.id AS version_id,
       v.content_hash, v.kind, v.title, v.expires_at
FROM version v JOIN ingestion i ON i.version_id = v.id AND i.status <> 'failed'
WHERE v.document_id = %(document_id)s
ORDER BY v.effective_at DESC NULLS FIRST, v.number DESC
LIMIT 1
