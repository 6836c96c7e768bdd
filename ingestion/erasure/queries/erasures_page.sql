-- Newest first.
SELECT id, tenant, document_id, document, version, fact, digests, reason, actor, status, stage, report, requested_at,
       erased_at, finished_at
FROM erasure
WHERE tenant = %(tenant)s
  AND (%(before)s::uuid IS NULL
       OR (requested_at, id) < (SELECT requested_at, id FROM erasure WHERE id = %(before)s AND tenant = %(tenant)s))
ORDER BY requested_at DESC, id DESC
LIMIT %(limit)s
