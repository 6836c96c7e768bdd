SELECT q.tenant, q.conversation, q.id, p.name, q.question, q.asked_at, q.expires_at
FROM person_question q
JOIN person p ON p.id = q.person
WHERE (q.status = 'waiting' AND least(q.next_attempt_at, q.expires_at) < clock_timestamp() - %(overdue)s::interval)
   OR (q.status = 'answered' AND q.turn IS NULL AND q.answered_at < clock_timestamp() - %(overdue)s::interval)
ORDER BY q.asked_at, q.id
LIMIT 1000;
