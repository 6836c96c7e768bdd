SELECT id, name, enabled, documents, predicate, months, remind_days, actor FROM expiry_rule WHERE tenant = %(tenant)s AND id = %(id)s
