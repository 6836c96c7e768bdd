DELETE FROM fact WHERE content = ANY(%(facts)s)
