-- What became of these messages: `text` is null where nobody has answered or begun them.
SELECT m.message_id, coalesce(t.text, f.text, e.body ->> 'text') AS text, t.answer, t.answered_at,
       f.detail AS failure, f.failed_at
FROM unnest(%(message_ids)s::text[]) AS m (message_id)
LEFT JOIN turn t ON t.conversation = %(conversation)s AND t.message_id = m.message_id
LEFT JOIN failed_message f ON f.conversation = %(conversation)s AND f.message_id = m.message_id
LEFT JOIN turn_attempt a ON a.conversation = %(conversation)s AND a.message_id = m.message_id AND a.attempt = 1
LEFT JOIN stream_event e ON e.conversation = %(conversation)s AND e.number = a.streamed AND e.kind = 'taken';
