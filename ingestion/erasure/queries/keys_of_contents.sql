SELECT DISTINCT key_source AS id FROM fact WHERE content = ANY(%(facts)s)
