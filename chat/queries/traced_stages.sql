-- What the attempts at these messages said of themselves, while it is kept.
SELECT e.message_id, e.attempt, e.body ->> 'text' AS text, e.written_at
FROM stream_event e
WHERE e.conversation = %(conversation)s AND e.kind = 'stage'
  AND e.message_id = ANY(%(message_ids)s)
ORDER BY e.number;
