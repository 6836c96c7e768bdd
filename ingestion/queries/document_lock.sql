SELECT id, next_number FROM document WHERE tenant = %(tenant)s AND slug = %(slug)s FOR UPDATE
