SELECT q.id, p.name, q.question, q.asked_at, q.expires_at
FROM person_question q
JOIN person p ON p.id = q.person
WHERE q.conversation = %(conversation)s AND q.tenant = %(tenant)s
  AND (q.status = 'waiting' OR (q.status = 'answered' AND q.turn IS NULL))
ORDER BY q.asked_at, q.id;
