SELECT record FROM answer WHERE id = %(id)s AND tenant = %(tenant)s
