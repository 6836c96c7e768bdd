SELECT id
FROM conversation
WHERE tenant = %(tenant)s AND deleted_at IS NULL AND active_at < clock_timestamp() - %(kept)s::interval
ORDER BY active_at
LIMIT %(limit)s;
