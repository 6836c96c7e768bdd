SELECT i.id, i.document, i.version, i.workflow_id, i.status, i.stage, i.done, i.total, i.passages_new, i.passages_kept,
       i.embedded, i.facts_added, i.facts_superseded, i.facts_removed, i.error, i.created_at, i.changed_at,
       i.version_id, v.effective_at, v.effective_source, v.expires_at,
       CASE WHEN i.status = 'waiting' THEN (SELECT w.id FROM invalidation w WHERE w.version_id = i.version_id) END
           AS invalidation,
       (SELECT x.told FROM version_extraction x WHERE x.version_id = i.version_id) AS extraction
FROM ingestion i LEFT JOIN version v ON v.id = i.version_id
WHERE i.tenant = %(tenant)s AND i.id = %(id)s
