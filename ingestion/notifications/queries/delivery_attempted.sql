-- One that was sent again, or given up, meanwhile is left as it is.
UPDATE delivery
SET status = %(status)s, attempts = attempts + 1, attempted_at = clock_timestamp(),
    next_attempt_at = clock_timestamp() + %(pause)s::interval,
    answered = %(answered)s, error = %(error)s, excerpt = %(excerpt)s
WHERE id = %(id)s AND status = 'waiting' AND attempts = %(attempts)s
