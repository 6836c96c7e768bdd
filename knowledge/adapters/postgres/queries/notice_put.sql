-- The update holds the conversation's row, so its number is the next one.
WITH counted AS (
    UPDATE conversation SET streamed = streamed + 1
    WHERE tenant = %(tenant)s AND id = %(conversation)s AND deleted_at IS NULL
    RETURNING id, streamed
)
INSERT INTO stream_event (conversation, number, kind, body)
SELECT id, streamed, 'notice', %(body)s
FROM counted;
