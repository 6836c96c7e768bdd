-- In order of time, from the turn after `after` on.
SELECT t.number, t.message_id, t.text, t.actor, t.sent_at, t.answered_at, as_released(a) AS answer
FROM turn t
JOIN answer a ON a.id = t.answer
WHERE t.conversation = %(conversation)s AND t.number > %(after)s
ORDER BY t.number
LIMIT %(limit)s;
