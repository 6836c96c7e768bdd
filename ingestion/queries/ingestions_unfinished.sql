SELECT i.tenant, i.document, i.version, i.id, i.workflow_id, i.version_id, i.bulk
FROM ingestion i
WHERE i.status IN ('queued', 'running')
ORDER BY i.created_at
