-- The one decision about a proposal that has no outcome yet.
UPDATE invalidation_decision
SET outcome = %(outcome)s, done_at = %(at)s
WHERE invalidation = %(id)s AND outcome IS NULL
RETURNING id, verb, outcome
