-- Newest first.
SELECT d.id, d.event, e.kind, e.document, d.status, d.attempts, d.answered, d.error, d.excerpt, e.happened_at,
       d.attempted_at, d.next_attempt_at
FROM delivery d
JOIN event e ON e.id = d.event
WHERE d.webhook = %(webhook)s AND (%(status)s::text IS NULL OR d.status = %(status)s)
  AND (%(before)s::uuid IS NULL OR d.ordinal < (SELECT ordinal FROM delivery WHERE id = %(before)s AND webhook = %(webhook)s))
ORDER BY d.ordinal DESC
LIMIT %(limit)s
