SELECT rank FROM version WHERE document_id = %(document_id)s AND rank IS NOT NULL ORDER BY number DESC LIMIT 1
