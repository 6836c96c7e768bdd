UPDATE version SET recorded_at = %(at)s WHERE id = %(version_id)s
