DELETE FROM entry WHERE document_id = %(document_id)s
