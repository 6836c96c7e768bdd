SELECT id, tenant, document_id, document, version, fact, digests, reason, actor, status, stage, report, requested_at,
       erased_at, finished_at
FROM erasure
WHERE tenant = %(tenant)s AND document = %(document)s AND version IS NOT DISTINCT FROM %(version)s::integer
  AND fact IS NOT DISTINCT FROM %(fact)s::uuid
