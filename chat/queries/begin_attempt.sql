-- Under the conversation's lock: the next attempt at a message, and the event that says so. No row where the message has
-- its answer.
WITH begun AS (
    INSERT INTO turn_attempt (conversation, message_id, attempt, step, worker, began_at, streamed)
    SELECT c.id, %(message_id)s,
           (SELECT coalesce(max(a.attempt), 0) + 1 FROM turn_attempt a
            WHERE a.conversation = c.id AND a.message_id = %(message_id)s),
           %(step)s, %(worker)s, %(began_at)s, c.streamed + 1
    FROM conversation c
    WHERE c.tenant = %(tenant)s AND c.id = %(conversation)s AND c.deleted_at IS NULL AND NOT EXISTS (
        SELECT FROM turn t WHERE t.conversation = c.id AND t.message_id = %(message_id)s
    )
    RETURNING attempt, streamed
), told AS (
    INSERT INTO stream_event (conversation, number, message_id, attempt, kind, body)
    SELECT %(conversation)s, b.streamed, %(message_id)s, b.attempt, k.kind,
           CASE k.kind WHEN 'taken' THEN %(taken)s ELSE '{}' END::jsonb
    FROM begun b, LATERAL (
        SELECT CASE WHEN EXISTS (
            SELECT FROM turn_attempt a
            WHERE a.conversation = %(conversation)s AND a.message_id = %(message_id)s AND a.streamed IS NOT NULL
        ) THEN 'reset' ELSE 'taken' END AS kind
    ) AS k
)
UPDATE conversation c SET streamed = b.streamed
FROM begun b
WHERE c.id = %(conversation)s
RETURNING b.attempt;
