SELECT id FROM fact WHERE id = %(fact)s AND document_id = %(document_id)s
