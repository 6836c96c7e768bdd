INSERT INTO expiry_rule (tenant, id, name, enabled, documents, predicate, months, remind_days, actor)
VALUES (%(tenant)s, %(id)s, %(name)s, %(enabled)s, %(documents)s, %(predicate)s, %(months)s, %(remind_days)s, %(actor)s)
RETURNING id, name, enabled, documents, predicate, months, remind_days, actor
