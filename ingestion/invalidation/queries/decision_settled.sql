SELECT d.outcome IS NOT NULL AND coalesce(n.status IN ('done', 'failed', 'waiting'), true) AS settled
FROM invalidation_decision d
JOIN invalidation i ON i.id = d.invalidation
LEFT JOIN ingestion n ON n.id = d.undo
WHERE i.tenant = %(tenant)s AND i.id = %(id)s AND d.id = %(decision)s
