-- What was delivered long ago, a part at a time.
DELETE FROM delivery
WHERE id IN (SELECT id FROM delivery WHERE status = 'delivered' AND attempted_at < clock_timestamp() - %(age)s LIMIT %(limit)s)
