SELECT d.id, d.attempts, d.event, e.kind, e.document, e.about, e.happened_at
FROM delivery d
JOIN event e ON e.id = d.event
WHERE d.webhook = %(webhook)s AND d.status = 'waiting' AND d.next_attempt_at <= clock_timestamp()
ORDER BY d.next_attempt_at, d.ordinal
LIMIT %(limit)s
