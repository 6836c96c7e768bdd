SELECT r.id, r.tenant, r.document, r.version, r.kind, r.recorded_at
FROM recall r
WHERE r.tenant = %(tenant)s AND r.done_at IS NULL AND NOT r.found
ORDER BY r.recorded_at, r.document
LIMIT 1
