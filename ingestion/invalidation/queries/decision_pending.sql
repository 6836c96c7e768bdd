SELECT id, verb, shown, actor, reason
FROM invalidation_decision
WHERE invalidation = %(id)s AND outcome IS NULL
