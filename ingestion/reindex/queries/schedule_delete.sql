DELETE FROM reindex_schedule WHERE tenant = %(tenant)s AND name = %(name)s
