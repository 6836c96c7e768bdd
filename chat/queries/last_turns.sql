SELECT number, message_id, text_hash, answer, recent
FROM turn
WHERE conversation = %(conversation)s
ORDER BY number DESC
LIMIT %(limit)s;
