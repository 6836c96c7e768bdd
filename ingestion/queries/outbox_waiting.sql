SELECT id, document_id FROM index_outbox ORDER BY id LIMIT 1
