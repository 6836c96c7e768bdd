-- A message that failed before and was sent again failed for the later reason. Its attempt ends, and readers hear of it.
WITH counted AS (
    UPDATE conversation SET streamed = streamed + 1
    WHERE tenant = %(tenant)s AND id = %(conversation)s AND deleted_at IS NULL
    RETURNING id, streamed
), told AS (
    INSERT INTO stream_event (conversation, number, message_id, attempt, kind, body)
    SELECT c.id, c.streamed, %(message_id)s, %(attempt)s, 'failed',
           jsonb_build_object('error', %(error)s::text, 'detail', %(detail)s::text)
    FROM counted c
), ended AS (
    UPDATE turn_attempt SET ended_at = clock_timestamp(), outcome = 'failed', error = %(error)s, detail = %(detail)s
    WHERE conversation = %(conversation)s AND message_id = %(message_id)s AND attempt = %(attempt)s
)
INSERT INTO failed_message (conversation, message_id, text, error, detail)
SELECT c.id, %(message_id)s, %(text)s, %(error)s, %(detail)s
FROM counted c
ON CONFLICT (conversation, message_id) DO UPDATE
SET text = excluded.text, error = excluded.error, detail = excluded.detail, failed_at = excluded.failed_at;
