SELECT i.id, i.tenant, i.document_id, i.document, i.version, i.version_id, i.ingestion_id, i.kind, i.status,
       i.outcome_digest,
       EXISTS (SELECT FROM version u WHERE u.document_id = i.document_id AND u.kind = 'undo' AND u.corrects = i.version
               AND u.recorded_at IS NOT NULL) AS undone
FROM invalidation i
WHERE i.tenant = %(tenant)s AND i.id = %(id)s
FOR UPDATE
