UPDATE person_question q
SET status = 'cancelled', closed_by = %(actor)s, closed_at = clock_timestamp(), next_attempt_at = NULL
FROM person p
WHERE p.id = %(id)s AND q.person = p.id AND q.status = 'waiting'
RETURNING q.id, q.tenant, q.conversation, q.question, q.status, q.delivered_at, q.error, p.name;
