-- One row where the conversation exists; its turn columns are null where the message has no answer yet.
SELECT t.message_id, t.text_hash, t.answer, t.recent
FROM conversation c
LEFT JOIN turn t ON t.conversation = c.id AND t.message_id = %(message_id)s
WHERE c.tenant = %(tenant)s AND c.id = %(conversation)s AND c.deleted_at IS NULL;
