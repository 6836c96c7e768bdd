SELECT tenant, name, cron, time_zone, overlap, catch_up_s, paused, min_golden, min_recall, actor, created_at
FROM reindex_schedule
WHERE tenant = %(tenant)s AND (%(after)s::text IS NULL OR name > %(after)s)
ORDER BY name
LIMIT %(limit)s
