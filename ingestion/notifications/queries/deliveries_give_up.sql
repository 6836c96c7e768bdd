UPDATE delivery SET status = 'dead', next_attempt_at = NULL, error = coalesce(error, %(reason)s)
WHERE webhook = %(webhook)s AND status = 'waiting'
