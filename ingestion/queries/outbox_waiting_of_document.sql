SELECT id, document_id FROM index_outbox WHERE document_id = %(document_id)s ORDER BY id LIMIT 1
