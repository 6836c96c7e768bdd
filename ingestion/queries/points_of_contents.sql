SELECT c.id, c.embedded_text, e.vector
FROM passage_content c
JOIN embedding e ON e.hash = c.embedding_hash AND e.model = %(model)s AND e.precision = %(precision)s
WHERE c.id = ANY(%(ids)s)
