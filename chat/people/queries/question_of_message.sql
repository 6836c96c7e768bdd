SELECT q.id, q.tenant, q.conversation, q.message_id, q.call, p.name AS person, q.question, q.actor, q.status, q.asked_at,
       q.expires_at, q.attempts, q.next_attempt_at, q.delivered_at, q.error, q.answer, q.answered_by, q.answered_at,
       q.closed_by, q.closed_at, q.turn
FROM person_question q
JOIN person p ON p.id = q.person
WHERE q.tenant = %(tenant)s AND q.conversation = %(conversation)s AND q.message_id = %(message_id)s
LIMIT 1;
