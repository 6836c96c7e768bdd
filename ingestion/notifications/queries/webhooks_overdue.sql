-- Receivers that something is overdue for.
SELECT w.tenant, w.id
FROM webhook w
WHERE w.status = 'active' AND (w.rests_until IS NULL OR w.rests_until <= clock_timestamp())
  AND EXISTS (SELECT FROM delivery WHERE webhook = w.id AND status = 'waiting' AND next_attempt_at <= clock_timestamp())
