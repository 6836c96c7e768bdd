SELECT effective_at, effective_source FROM version WHERE id = %(id)s
