-- What an outage looks like from outside: still running, with the error that is being retried.
UPDATE ingestion SET error = %(error)s, changed_at = clock_timestamp()
WHERE id = %(id)s AND status IN ('queued', 'running')
