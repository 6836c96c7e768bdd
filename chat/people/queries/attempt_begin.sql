-- The next attempt is due when this one must be lost: so one that its worker did not survive is made again.
WITH begun AS (
    UPDATE person_question
    SET attempts = attempts + 1, next_attempt_at = clock_timestamp() + %(lease)s
    WHERE id = %(id)s AND status = 'waiting' AND next_attempt_at <= clock_timestamp()
    RETURNING id, attempts, person, call, question, message_id, conversation, asked_at, expires_at
)
SELECT b.id, b.attempts, b.person, p.url, p.secret_digest, b.call, b.question, t.text AS message,
       a.record ->> 'as_of' AS as_of, b.conversation, b.asked_at, b.expires_at
FROM begun b
JOIN person p ON p.id = b.person
JOIN turn t ON t.conversation = b.conversation AND t.message_id = b.message_id
JOIN answer a ON a.id = t.answer;
