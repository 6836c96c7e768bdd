-- In order of time, from the turn after `after` on.
SELECT t.number, t.message_id, t.text, t.actor, t.sent_at, t.answered_at, as_released(a) AS answer, q.asked
FROM turn t
JOIN answer a ON a.id = t.answer
LEFT JOIN LATERAL (
    SELECT jsonb_build_object(
        'id', q.id, 'person', p.name, 'question', q.question, 'status', q.status, 'asked_at', q.asked_at,
        'expires_at', q.expires_at, 'turn', q.turn
    ) AS asked
    FROM person_question q
    JOIN person p ON p.id = q.person
    WHERE q.conversation = t.conversation AND q.message_id = t.message_id
    LIMIT 1
) q ON true
WHERE t.conversation = %(conversation)s AND t.number > %(after)s
ORDER BY t.number
LIMIT %(limit)s;
