SELECT i.id, i.tenant, i.document, i.version_id, i.ingestion_id
FROM invalidation o
JOIN invalidation i ON i.document_id = o.document_id AND i.status = 'waiting' AND i.id <> o.id
JOIN version v ON v.id = i.version_id
WHERE o.tenant = %(tenant)s AND o.id = %(id)s AND o.status = 'applied'
  AND NOT EXISTS (SELECT FROM invalidation_decision d WHERE d.invalidation = i.id AND d.outcome IS NULL)
ORDER BY v.effective_at, v.number
