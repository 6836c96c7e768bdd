-- Facts by id with their cardinality, their document's rank, and their topic. OFFSET 0: see facts_in_passages.
WITH asked AS MATERIALIZED (
    SELECT f.id, c.cardinality, f.content, c.document_id, c.topic, c.object_kind
    FROM (SELECT id, content FROM fact WHERE id = ANY(%(ids)s) AND tenant = %(tenant)s OFFSET 0) f
    CROSS JOIN LATERAL (SELECT * FROM fact_content WHERE id = f.content OFFSET 0) c
)
SELECT id, cardinality, rank, content, document_id, topic, object_kind
FROM asked
JOIN (
    SELECT document_id, rank_at(document_id, %(known_at)s) AS rank
    FROM (SELECT DISTINCT document_id FROM asked) documents
) ranks USING (document_id)
