SELECT d.outcome
FROM invalidation_decision d JOIN invalidation i ON i.id = d.invalidation
WHERE i.tenant = %(tenant)s AND i.id = %(id)s AND d.id = %(decision)s
