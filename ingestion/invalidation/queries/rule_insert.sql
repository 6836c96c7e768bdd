INSERT INTO rule (tenant, id, name, position, enabled, outcome, documents, kinds, predicate, share_over, likeness_under, outranked, past_days, actor)
VALUES (%(tenant)s, %(id)s, %(name)s, %(position)s, %(enabled)s, %(outcome)s, %(documents)s, %(kinds)s, %(predicate)s,
        %(share_over)s, %(likeness_under)s, %(outranked)s, %(past_days)s, %(actor)s)
RETURNING id, name, position, enabled, outcome, documents, kinds, predicate, share_over, likeness_under, outranked, past_days, actor
