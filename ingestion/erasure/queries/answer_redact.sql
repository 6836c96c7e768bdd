UPDATE answer SET record = %(record)s WHERE id = %(id)s
