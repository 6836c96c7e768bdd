SELECT w.id, w.tenant, w.url, w.description, w.kinds, w.documents, w.predicates, w.secret_number, w.secret_digest,
       w.previous_until, w.status, w.disabled_reason, w.failures, w.failing_since, w.rests_until, w.actor, w.created_at,
       w.changed_at,
       (SELECT count(*) FROM delivery WHERE webhook = w.id AND status = 'waiting') AS waiting,
       (SELECT count(*) FROM delivery WHERE webhook = w.id AND status = 'dead') AS dead
FROM webhook w
WHERE w.tenant = %(tenant)s AND w.id = %(id)s
