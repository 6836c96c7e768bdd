-- A message that failed before and was sent again failed for the later reason.
INSERT INTO failed_message (conversation, message_id, text, error, detail)
SELECT c.id, %(message_id)s, %(text)s, %(error)s, %(detail)s
FROM conversation c
WHERE c.tenant = %(tenant)s AND c.id = %(conversation)s
ON CONFLICT (conversation, message_id) DO UPDATE
SET text = excluded.text, error = excluded.error, detail = excluded.detail, failed_at = excluded.failed_at;
