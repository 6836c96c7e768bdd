-- Facts by id with their cardinality, their document's rank, their wording, and the topic where another source has it
-- too, else null. OFFSET 0: see facts_in_passages.
SELECT f.id, c.cardinality, rank_at(c.document_id, %(known_at)s), f.content, c.document_id,
       CASE
           WHEN EXISTS (SELECT FROM fact_content o
                        WHERE o.tenant = c.tenant AND o.topic = c.topic AND o.object_kind = c.object_kind
                          AND o.topic IS NOT NULL AND o.document_id < c.document_id)
             OR EXISTS (SELECT FROM fact_content o
                        WHERE o.tenant = c.tenant AND o.topic = c.topic AND o.object_kind = c.object_kind
                          AND o.topic IS NOT NULL AND o.document_id > c.document_id)
           THEN c.topic
       END,
       c.subject, c.predicate, c.object_kind, c.object_text, nullif(c.scope, '[]'), c.quote, c.section
FROM (SELECT id, content FROM fact WHERE id = ANY(%(ids)s) AND tenant = %(tenant)s OFFSET 0) f
CROSS JOIN LATERAL (SELECT * FROM fact_content WHERE id = f.content OFFSET 0) c
