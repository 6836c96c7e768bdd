UPDATE webhook SET failures = 0, failing_since = NULL, rests_until = NULL
WHERE id = %(webhook)s AND failures > 0
