SELECT p.id, e.vector <=> %(vector)s AS distance
FROM passage p
JOIN passage_content c ON c.id = p.content
JOIN embedding e ON e.hash = c.embedding_hash AND e.model = %(model)s AND e.precision = %(precision)s
WHERE p.id = ANY(%(ids)s) AND p.valid @> %(as_of)s::timestamptz AND p.recorded @> %(known_at)s::timestamptz
