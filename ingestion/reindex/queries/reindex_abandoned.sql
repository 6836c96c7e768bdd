UPDATE reindex
SET status = CASE WHEN cancelling THEN 'cancelled' ELSE 'failed' END,
    error = CASE WHEN cancelling THEN NULL ELSE %(why)s END,
    finished_at = clock_timestamp()
WHERE id = %(id)s AND finished_at IS NULL
RETURNING status
