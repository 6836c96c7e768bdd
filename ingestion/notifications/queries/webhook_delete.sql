DELETE FROM webhook WHERE tenant = %(tenant)s AND id = %(id)s
