SELECT a.conversation, a.message_id, a.attempt, a.detail
FROM turn_attempt a JOIN conversation c ON c.id = a.conversation
WHERE c.tenant = %(tenant)s AND a.detail IS NOT NULL
