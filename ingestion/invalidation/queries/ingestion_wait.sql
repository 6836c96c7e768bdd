UPDATE ingestion
SET status = 'waiting', stage = 'waiting for a decision', done = total, error = NULL, changed_at = clock_timestamp()
WHERE id = %(id)s AND status IN ('queued', 'running', 'waiting')
