SELECT work FROM erasure WHERE id = %(id)s
