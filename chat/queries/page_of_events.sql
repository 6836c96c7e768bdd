-- In order, from the event after `after` on; answers come from the transcript.
WITH several AS (
    (SELECT e.number, e.kind, e.message_id, e.attempt, e.body, e.written_at, NULL::uuid AS answer
     FROM stream_event e
     JOIN conversation c ON c.id = e.conversation AND c.tenant = %(tenant)s
     WHERE e.conversation = %(conversation)s AND e.number > %(after)s
     ORDER BY e.number
     LIMIT %(limit)s)
    UNION ALL
    (SELECT t.streamed, 'answer', t.message_id, NULL, NULL, t.answered_at, t.answer
     FROM turn t
     JOIN conversation c ON c.id = t.conversation AND c.tenant = %(tenant)s
     WHERE t.conversation = %(conversation)s AND t.streamed > %(after)s
     ORDER BY t.streamed
     LIMIT %(limit)s)
    ORDER BY number
    LIMIT %(limit)s
)
SELECT s.number, s.kind, s.message_id, s.attempt, coalesce(s.body, as_released(a)) AS body, s.written_at
FROM several s
LEFT JOIN answer a ON a.id = s.answer
ORDER BY s.number;
