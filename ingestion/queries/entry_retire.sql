UPDATE entry SET recorded = tstzrange(lower(recorded), %(at)s)
WHERE document_id = %(document_id)s AND number = %(number)s AND upper_inf(recorded)
