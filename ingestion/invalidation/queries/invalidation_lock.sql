SELECT id, tenant, document_id, document, version, version_id, ingestion_id, kind, status, rule, outcome_digest, edits,
       asked, approved_digest
FROM invalidation
WHERE id = %(id)s
FOR UPDATE
