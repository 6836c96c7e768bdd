UPDATE rule
SET name = %(name)s, position = %(position)s, enabled = %(enabled)s, outcome = %(outcome)s, documents = %(documents)s,
    kinds = %(kinds)s, predicate = %(predicate)s, share_over = %(share_over)s, likeness_under = %(likeness_under)s,
    outranked = %(outranked)s, past_days = %(past_days)s, actor = %(actor)s, changed_at = clock_timestamp()
WHERE tenant = %(tenant)s AND id = %(id)s
RETURNING id, name, position, enabled, outcome, documents, kinds, predicate, share_over, likeness_under, outranked, past_days, actor
