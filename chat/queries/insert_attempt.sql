-- An attempt that could not be written while it ran.
INSERT INTO turn_attempt (conversation, message_id, attempt, step, worker, began_at, ended_at, outcome, error, detail)
SELECT %(conversation)s, %(message_id)s, coalesce(max(attempt), 0) + 1, %(step)s, %(worker)s, %(began_at)s,
       %(ended_at)s, 'retried', %(error)s, %(detail)s
FROM turn_attempt
WHERE conversation = %(conversation)s AND message_id = %(message_id)s
HAVING EXISTS (SELECT FROM conversation c WHERE c.id = %(conversation)s AND c.deleted_at IS NULL);
