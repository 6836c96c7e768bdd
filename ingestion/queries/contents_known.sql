SELECT id FROM passage_content WHERE id = ANY(%(ids)s)
UNION ALL
SELECT id FROM fact_content WHERE id = ANY(%(ids)s)
