SELECT tenant, name, cron, time_zone, overlap, catch_up_s, paused, min_golden, min_recall, actor, created_at
FROM reindex_schedule
ORDER BY tenant, name
