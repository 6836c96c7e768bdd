-- A fault shows as an outage does, and is counted: it may come only so often.
UPDATE ingestion
SET faults = faults + 1, changed_at = clock_timestamp(),
    error = CASE WHEN status IN ('queued', 'running') THEN %(error)s ELSE error END
WHERE id = %(id)s
RETURNING faults
