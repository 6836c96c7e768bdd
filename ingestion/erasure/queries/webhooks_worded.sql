SELECT id, description, predicates FROM webhook
WHERE tenant = %(tenant)s AND (description <> '' OR predicates <> '{}')
