SELECT id FROM document WHERE id = %(document_id)s FOR SHARE
