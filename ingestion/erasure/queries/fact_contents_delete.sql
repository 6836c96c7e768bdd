DELETE FROM fact_content WHERE id = ANY(%(facts)s)
