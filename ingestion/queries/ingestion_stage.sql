-- Progress only: a crash may take it back a stage, so its commit need not wait for the disk.
WITH lightly AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
UPDATE ingestion
SET status = 'running', stage = %(stage)s, error = NULL,
    done = CASE WHEN %(total)s::integer IS NULL THEN done ELSE 0 END, total = coalesce(%(total)s, total),
    changed_at = clock_timestamp()
FROM lightly
WHERE id = %(id)s AND status IN ('queued', 'running')
