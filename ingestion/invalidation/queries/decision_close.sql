UPDATE invalidation_decision
SET outcome = %(outcome)s, problem = %(problem)s, undo = %(undo)s, done_at = clock_timestamp()
WHERE invalidation = %(id)s AND outcome IS NULL
RETURNING id, verb, outcome
