DELETE FROM lapse WHERE fact = ANY(%(facts)s)
