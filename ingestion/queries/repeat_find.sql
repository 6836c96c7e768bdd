-- The ingestion that already took these bytes for this date, unless it was refused.
SELECT i.id, i.version, i.workflow_id, i.status, v.effective_at, v.effective_source, v.id AS version_id
FROM ingestion i JOIN version v ON v.id = i.version_id
WHERE i.tenant = %(tenant)s AND i.repeat_key = %(repeat_key)s AND i.status <> 'failed'
