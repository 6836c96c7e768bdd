UPDATE reindex SET stage = %(stage)s WHERE id = %(id)s AND finished_at IS NULL RETURNING cancelling
