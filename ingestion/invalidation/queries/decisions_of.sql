SELECT id, verb, actor, reason, outcome, problem, undo, made_at, done_at
FROM invalidation_decision
WHERE invalidation = %(id)s
ORDER BY made_at, id
