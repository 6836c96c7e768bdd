SELECT id, title FROM conversation WHERE tenant = %(tenant)s AND title IS NOT NULL
