UPDATE person_question q
SET status = 'expired', closed_at = clock_timestamp(), next_attempt_at = NULL
FROM person p
WHERE q.id = %(id)s AND p.id = q.person AND q.status = 'waiting' AND q.expires_at <= clock_timestamp()
RETURNING q.id, q.tenant, q.conversation, q.question, q.status, q.delivered_at, q.error, p.name;
