SELECT p.id, d.tenant, d.slug, c.embedded_text, c.embedding_hash, c.statements, e.vector,
       lower(p.valid) AS valid_at, upper(p.valid) AS expired_at,
       lower(p.recorded) AS recorded_at, upper(p.recorded) AS retired_at
FROM passage p
JOIN passage_content c ON c.id = p.content
JOIN document d ON d.id = c.document_id
LEFT JOIN embedding e ON e.hash = c.embedding_hash AND e.model = %(model)s AND e.precision = %(precision)s
WHERE p.id = ANY(%(ids)s)
ORDER BY p.id
