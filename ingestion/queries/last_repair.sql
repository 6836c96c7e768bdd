-- The last edit of a version that was accepted, unless it was refused or undone. An undo that is on its way counts: what it
-- undoes is no answer to whoever asks for it again.
SELECT i.id, i.version, i.workflow_id, i.status, i.repeat_key, v.effective_at, v.effective_source, v.id AS version_id
FROM version v JOIN ingestion i ON i.version_id = v.id AND i.status <> 'failed'
WHERE v.document_id = %(document_id)s AND v.corrects = %(corrects)s
  AND NOT EXISTS (
      SELECT FROM version u JOIN ingestion w ON w.version_id = u.id AND w.status <> 'failed'
      WHERE u.document_id = v.document_id AND u.kind = 'undo' AND u.corrects = v.number
  )
ORDER BY v.number DESC
LIMIT 1
