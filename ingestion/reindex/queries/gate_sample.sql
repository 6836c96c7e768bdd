-- Recorded passages that are held, the same ones for the same seed, each with an instant at which it is in force.
SELECT p.id, d.tenant, c.embedded_text, e.vector, coalesce(lower(p.valid), upper(p.valid) - interval '1 day', now()) AS as_of
FROM passage p
JOIN passage_content c ON c.id = p.content
JOIN document d ON d.id = c.document_id
JOIN embedding e ON e.hash = c.embedding_hash AND e.model = %(model)s AND e.precision = %(precision)s
WHERE upper_inf(p.recorded)
ORDER BY md5(p.id::text || %(seed)s)
LIMIT %(limit)s
