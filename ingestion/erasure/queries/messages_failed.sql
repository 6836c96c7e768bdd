SELECT f.conversation, f.message_id, f.text, f.detail
FROM failed_message f JOIN conversation c ON c.id = f.conversation
WHERE c.tenant = %(tenant)s
