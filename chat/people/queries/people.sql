SELECT id, tenant, name, url, secret_digest, actor, created_at
FROM person
WHERE tenant = %(tenant)s AND removed_at IS NULL
ORDER BY created_at, id
LIMIT %(limit)s;
