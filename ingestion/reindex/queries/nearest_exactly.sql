-- By every vector of the tenant that holds then, without an index.
SELECT p.id, e.vector <=> %(vector)s AS distance
FROM passage p
JOIN passage_content c ON c.id = p.content
JOIN document d ON d.id = c.document_id
JOIN embedding e ON e.hash = c.embedding_hash AND e.model = %(model)s AND e.precision = %(precision)s
WHERE d.tenant = %(tenant)s AND p.valid @> %(as_of)s::timestamptz AND p.recorded @> %(known_at)s::timestamptz
ORDER BY distance, p.id
LIMIT %(limit)s
