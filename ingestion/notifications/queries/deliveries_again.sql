-- Under the same id of the event: a receiver that had it already knows it.
UPDATE delivery SET status = 'waiting', attempts = 0, next_attempt_at = clock_timestamp(), since = clock_timestamp()
WHERE webhook = %(webhook)s
  AND CASE WHEN %(deliveries)s::uuid[] IS NULL THEN status = 'dead' ELSE id = ANY(%(deliveries)s) END
RETURNING id
