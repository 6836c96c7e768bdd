SELECT id, name, position, enabled, outcome, documents, kinds, predicate, share_over, likeness_under, outranked, past_days, actor
FROM rule
WHERE tenant = %(tenant)s
ORDER BY position, id
