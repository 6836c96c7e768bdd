UPDATE reindex_schedule SET paused = %(paused)s WHERE tenant = %(tenant)s AND name = %(name)s
