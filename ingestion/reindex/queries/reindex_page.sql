SELECT id, tenant, actor, kind, schedule, before, generation, model, precision, min_golden, min_recall, status, stage, cancelling,
       checkpoint, done, total, embedded, report, error, requested_at, caught_up_at, live_at, finished_at
FROM reindex
WHERE tenant = %(tenant)s
  AND (%(before_id)s::uuid IS NULL OR ordinal < (SELECT ordinal FROM reindex WHERE id = %(before_id)s))
ORDER BY ordinal DESC
LIMIT %(limit)s
