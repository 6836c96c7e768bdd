SELECT id, tenant, actor, kind, schedule, before, generation, model, precision, min_golden, min_recall, status, stage, cancelling,
       checkpoint, done, total, embedded, report, error, requested_at, caught_up_at, live_at, finished_at
FROM reindex
WHERE tenant = %(tenant)s AND id = %(id)s
