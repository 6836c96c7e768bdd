SELECT id, object_kind, object_value FROM fact_content WHERE id = ANY(%(ids)s)
