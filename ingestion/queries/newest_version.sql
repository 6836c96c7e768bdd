-- The newest entry of the sequence: by date of effect where it is known, an unread one counting as newest.
SELECT i.id, i.version, i.workflow_id, i.status, v.effective_at, v.effective_source, v.id AS version_id,
       v.content_hash, v.kind, v.title, v.expires_at
FROM version v
JOIN ingestion i ON i.version_id = v.id AND i.status <> 'failed'
LEFT JOIN entry e ON e.version_id = v.id AND upper_inf(e.recorded)
WHERE v.document_id = %(document_id)s AND v.kind IN ('version', 'withdrawal', 'correction')
  AND (e.version_id IS NOT NULL OR v.recorded_at IS NULL)
ORDER BY coalesce(e.effective_at, v.effective_at) DESC NULLS FIRST, v.number DESC
LIMIT 1
