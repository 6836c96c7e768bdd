SELECT f.message_id, f.text, f.error, f.detail, f.failed_at
FROM failed_message f
JOIN conversation c ON c.id = f.conversation
WHERE c.tenant = %(tenant)s AND c.id = %(conversation)s
ORDER BY f.failed_at DESC
LIMIT %(limit)s;
