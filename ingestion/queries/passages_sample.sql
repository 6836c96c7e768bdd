SELECT id FROM passage ORDER BY id LIMIT %(limit)s
