-- A receiver that fails all the while is asked ever more seldom: not everything that waits for it gets all its attempts.
UPDATE delivery
SET status = 'dead', next_attempt_at = NULL, error = coalesce(error, 'never attempted: the receiver failed all the while')
WHERE webhook = %(webhook)s AND status = 'waiting' AND since < clock_timestamp() - %(patience)s::interval
