DELETE FROM version WHERE id = %(version_id)s AND recorded_at IS NULL
