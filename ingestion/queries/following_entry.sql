-- When the entry after a place in the sequence takes effect, the entry `without` apart.
SELECT min(effective_at) AS effective_at
FROM entry
WHERE document_id = %(document_id)s AND upper_inf(recorded) AND number IS DISTINCT FROM %(without)s
  AND (effective_at, number) > (%(effective_at)s, %(number)s)
