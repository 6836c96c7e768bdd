INSERT INTO index_outbox (tenant, document_id, points) VALUES (%(tenant)s, %(document_id)s, %(points)s) RETURNING id
