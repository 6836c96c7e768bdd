SELECT document_id, number, version_id, effective_at, expires_at
FROM entry
WHERE document_id = %(document_id)s AND upper_inf(recorded) AND number IS DISTINCT FROM %(without)s
  AND (effective_at, number) < (%(effective_at)s, %(number)s)
ORDER BY effective_at DESC, number DESC
LIMIT 1
