DELETE FROM index_outbox WHERE id = %(id)s
