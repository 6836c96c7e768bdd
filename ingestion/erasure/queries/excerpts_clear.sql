UPDATE delivery SET excerpt = NULL WHERE id = ANY(%(ids)s::uuid[])
