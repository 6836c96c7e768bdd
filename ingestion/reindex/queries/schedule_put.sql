INSERT INTO reindex_schedule (tenant, name, cron, time_zone, overlap, catch_up_s, paused, min_golden, min_recall, actor)
VALUES (%(tenant)s, %(name)s, %(cron)s, %(time_zone)s, %(overlap)s, %(catch_up_s)s, %(paused)s, %(min_golden)s,
        %(min_recall)s, %(actor)s)
ON CONFLICT (tenant, name) DO UPDATE SET
    cron = excluded.cron, time_zone = excluded.time_zone, overlap = excluded.overlap,
    catch_up_s = excluded.catch_up_s, paused = excluded.paused, min_golden = excluded.min_golden,
    min_recall = excluded.min_recall, actor = excluded.actor
