-- Ingestions, and the reviews of what waited for a person or was decided by one.
SELECT id, workflow_id, status
FROM ingestion
WHERE tenant = %(tenant)s AND document = %(document)s AND (%(version)s::integer IS NULL OR version = %(version)s)
UNION ALL
SELECT i.id, 'review:' || i.tenant || ':' || i.id,
       CASE WHEN i.status IN ('waiting', 'approved') THEN 'running' ELSE 'done' END
FROM invalidation i
WHERE i.tenant = %(tenant)s AND i.document = %(document)s AND (%(version)s::integer IS NULL OR i.version = %(version)s)
  AND (i.decided_at IS DISTINCT FROM i.opened_at
       OR EXISTS (SELECT FROM invalidation_decision d WHERE d.invalidation = i.id))
