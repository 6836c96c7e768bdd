-- Of passages, by row, the starts of their statements and each one's inner product with a question's vector: the cosine,
-- as all are of unit length. In the generation's model; null where the statement has no vector.
SELECT p.id, c.statements[:][1:1],
       ARRAY(SELECT -(s.vector <#> %(vector)b) FROM unnest(e.statements) WITH ORDINALITY s (vector, n) ORDER BY n)
FROM (SELECT model, precision FROM generation WHERE name = %(generation)s) g
CROSS JOIN (SELECT id, content FROM passage WHERE id = ANY(%(ids)s) OFFSET 0) p
CROSS JOIN LATERAL (SELECT statements, embedding_hash FROM passage_content WHERE id = p.content OFFSET 0) c
CROSS JOIN LATERAL (
    SELECT statements
    FROM embedding
    WHERE hash = c.embedding_hash AND model = g.model AND precision = g.precision AND statements IS NOT NULL
    OFFSET 0
) e
