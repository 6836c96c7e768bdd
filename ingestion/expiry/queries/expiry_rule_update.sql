UPDATE expiry_rule
SET name = %(name)s, enabled = %(enabled)s, documents = %(documents)s, predicate = %(predicate)s, months = %(months)s,
    remind_days = %(remind_days)s, actor = %(actor)s, changed_at = clock_timestamp()
WHERE tenant = %(tenant)s AND id = %(id)s
RETURNING id, name, enabled, documents, predicate, months, remind_days, actor
