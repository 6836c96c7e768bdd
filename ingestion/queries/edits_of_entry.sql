-- The upload that an entry began with and the edits made of it that were not undone, in order; `without` apart.
SELECT v.id, v.number, v.kind, v.effective_at, v.expires_at
FROM version v
WHERE v.document_id = %(document_id)s AND v.recorded_at IS NOT NULL AND v.number <> %(without)s AND v.kind <> 'undo'
  AND (v.number = %(entry_number)s OR EXISTS (
      SELECT FROM entry e WHERE e.document_id = v.document_id AND e.number = %(entry_number)s
      AND (e.cause = v.id OR upper(e.recorded) = v.recorded_at)))
  AND NOT EXISTS (SELECT FROM version u WHERE u.document_id = v.document_id AND u.kind = 'undo'
                  AND u.corrects = v.number AND u.recorded_at IS NOT NULL)
ORDER BY v.number
