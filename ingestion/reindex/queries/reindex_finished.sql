UPDATE reindex SET finished_at = clock_timestamp() WHERE id = %(id)s AND finished_at IS NULL
