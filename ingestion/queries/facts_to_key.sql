SELECT id, key FROM fact_content WHERE id = ANY(%(ids)s)
