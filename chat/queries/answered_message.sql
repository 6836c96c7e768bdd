-- One row where the conversation exists; its turn columns are null where the message has no answer yet, those of a
-- question where the turn asked nobody, or nobody's answer is waited for.
SELECT t.message_id, t.text_hash, t.answer, t.recent, q.id, p.name, q.question, q.asked_at, q.expires_at
FROM conversation c
LEFT JOIN turn t ON t.conversation = c.id AND t.message_id = %(message_id)s
LEFT JOIN person_question q ON q.conversation = c.id AND q.message_id = t.message_id
                           AND (q.status = 'waiting' OR (q.status = 'answered' AND q.turn IS NULL))
LEFT JOIN person p ON p.id = q.person
WHERE c.tenant = %(tenant)s AND c.id = %(conversation)s AND c.deleted_at IS NULL;
