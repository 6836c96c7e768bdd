DELETE FROM rule WHERE tenant = %(tenant)s AND id = %(id)s
