DELETE FROM confirmation WHERE fact = ANY(%(facts)s)
