-- The entry that decides a date of effect: the last one accepted for it, unless it was refused or speaks no more.
SELECT i.id, i.version, i.workflow_id, i.status, i.repeat_key, v.effective_at, v.effective_source, v.id AS version_id
FROM version v
JOIN ingestion i ON i.version_id = v.id AND i.status <> 'failed'
LEFT JOIN entry e ON e.version_id = v.id AND upper_inf(e.recorded)
WHERE v.document_id = %(document_id)s AND v.kind IN ('version', 'withdrawal')
  AND coalesce(e.effective_at, v.effective_at) = %(effective_at)s AND (e.version_id IS NOT NULL OR v.recorded_at IS NULL)
ORDER BY v.number DESC
LIMIT 1
