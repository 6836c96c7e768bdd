SELECT id, document_id, points FROM index_outbox WHERE id = %(id)s FOR UPDATE
