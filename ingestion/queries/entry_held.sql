SELECT document_id, number, version_id, effective_at, expires_at
FROM entry
WHERE document_id = %(document_id)s AND number = %(entry_number)s AND upper_inf(recorded)
