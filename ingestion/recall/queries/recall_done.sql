UPDATE recall SET done_at = clock_timestamp()
WHERE id = %(id)s AND done_at IS NULL AND NOT EXISTS (SELECT FROM recall_candidate WHERE recall = %(id)s)
