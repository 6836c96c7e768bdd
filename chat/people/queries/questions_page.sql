-- The latest first, from behind (`before`, `before_id`) on where that is given.
SELECT q.id, q.tenant, q.conversation, q.message_id, q.call, p.name AS person, q.question, q.actor, q.status, q.asked_at,
       q.expires_at, q.attempts, q.next_attempt_at, q.delivered_at, q.error, q.answer, q.answered_by, q.answered_at,
       q.closed_by, q.closed_at, q.turn
FROM person_question q
JOIN person p ON p.id = q.person
WHERE q.tenant = %(tenant)s
  AND (%(status)s::text IS NULL OR q.status = %(status)s)
  AND (%(conversation)s::uuid IS NULL OR q.conversation = %(conversation)s)
  AND (%(before)s::timestamptz IS NULL OR (q.asked_at, q.id) < (%(before)s, %(before_id)s::uuid))
ORDER BY q.asked_at DESC, q.id DESC
LIMIT %(limit)s;
