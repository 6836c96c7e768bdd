UPDATE webhook SET predicates = %(predicates)s, description = %(description)s WHERE id = %(id)s
