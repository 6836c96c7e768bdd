UPDATE reindex
SET status = 'done', stage = 'live', live_at = clock_timestamp(), embedded = embedded + %(embedded)s
WHERE id = %(id)s
