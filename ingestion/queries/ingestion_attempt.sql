UPDATE ingestion
SET unended = unended + 1, changed_at = clock_timestamp(),
    status = CASE status WHEN 'queued' THEN 'running' ELSE status END,
    stage = CASE status WHEN 'queued' THEN 'parsing' ELSE stage END
WHERE id = %(id)s
RETURNING unended
