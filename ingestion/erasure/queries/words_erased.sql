SELECT text FROM passage_content WHERE id = ANY(%(passages)s)
UNION ALL
SELECT quote FROM fact_content WHERE id = ANY(%(facts)s)
