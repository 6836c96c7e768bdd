UPDATE ingestion SET status = 'failed', error = %(error)s, changed_at = clock_timestamp()
WHERE id = %(id)s AND status IN ('queued', 'running', 'waiting')
RETURNING version_id
