SELECT id, name, position, enabled, outcome, documents, kinds, predicate, share_over, likeness_under, outranked, actor
FROM rule
WHERE tenant = %(tenant)s
ORDER BY position, id
