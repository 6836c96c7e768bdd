-- The attempts at the messages that were in work last, by message in order of time.
WITH latest AS (
    SELECT a.message_id, max(a.began_at) AS began_at
    FROM turn_attempt a
    JOIN conversation c ON c.id = a.conversation AND c.tenant = %(tenant)s
    WHERE a.conversation = %(conversation)s
    GROUP BY a.message_id
    ORDER BY began_at DESC
    LIMIT %(limit)s
)
SELECT a.message_id, a.attempt, a.step, a.worker, a.began_at, a.ended_at, a.outcome, a.error, a.detail
FROM latest l
JOIN turn_attempt a ON a.conversation = %(conversation)s AND a.message_id = l.message_id
ORDER BY l.began_at, a.attempt;
