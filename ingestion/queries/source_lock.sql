SELECT next_number FROM document WHERE id = %(document_id)s FOR UPDATE
