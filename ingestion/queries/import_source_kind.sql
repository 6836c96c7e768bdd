SELECT kind FROM document WHERE tenant = %(tenant)s AND slug = %(slug)s
