SELECT tenant, id
FROM invalidation
WHERE status IN ('waiting', 'approved')
UNION
SELECT i.tenant, i.id
FROM invalidation i JOIN invalidation_decision d ON d.invalidation = i.id
WHERE d.outcome IS NULL
