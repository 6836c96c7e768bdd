UPDATE ingestion
SET status = 'running', stage = %(stage)s, done = %(done)s, total = %(total)s, error = NULL,
    changed_at = clock_timestamp()
WHERE id = %(id)s AND status IN ('queued', 'running')
