DELETE FROM golden_question WHERE tenant = %(tenant)s AND id = ANY(%(ids)s)
