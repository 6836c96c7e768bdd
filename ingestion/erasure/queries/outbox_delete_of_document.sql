DELETE FROM index_outbox WHERE document_id = %(document_id)s RETURNING points
