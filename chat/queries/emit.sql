-- Under the conversation's lock. Nothing where the message has its answer, or a later attempt has begun.
WITH told AS (
    INSERT INTO stream_event (conversation, number, message_id, attempt, kind, body)
    SELECT c.id, c.streamed + e.place, %(message_id)s, %(attempt)s, e.event ->> 'kind', e.event -> 'body'
    FROM conversation c, jsonb_array_elements(%(told)s) WITH ORDINALITY AS e (event, place)
    WHERE c.tenant = %(tenant)s AND c.id = %(conversation)s AND c.deleted_at IS NULL AND NOT EXISTS (
        SELECT FROM turn t WHERE t.conversation = c.id AND t.message_id = %(message_id)s
    ) AND NOT EXISTS (
        SELECT FROM turn_attempt a
        WHERE a.conversation = c.id AND a.message_id = %(message_id)s AND a.attempt > %(attempt)s
    )
    RETURNING number
)
UPDATE conversation SET streamed = n.number
FROM (SELECT max(number) AS number FROM told) AS n
WHERE id = %(conversation)s AND n.number IS NOT NULL;
