-- The nearest entry before a place in the sequence that has a text, the entry `without` apart, with its facts and keys.
SELECT e.document_id, e.number, e.version_id, e.effective_at, e.expires_at, k.facts, k.keys
FROM entry e JOIN keying k ON k.version_id = e.version_id
WHERE e.document_id = %(document_id)s AND upper_inf(e.recorded) AND e.number IS DISTINCT FROM %(without)s
  AND (e.effective_at, e.number) < (%(effective_at)s, %(number)s)
ORDER BY e.effective_at DESC, e.number DESC
LIMIT 1
