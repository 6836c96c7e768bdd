DELETE FROM expiry_rule WHERE tenant = %(tenant)s AND id = %(id)s
