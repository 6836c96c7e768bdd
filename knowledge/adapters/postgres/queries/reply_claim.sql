-- A row comes back where the key is this request's now.
INSERT INTO idempotent_reply AS r (tenant, key, request_hash)
VALUES (%(tenant)s, %(key)s, %(request_hash)s)
ON CONFLICT (tenant, key) DO UPDATE SET created_at = clock_timestamp()
WHERE r.status IS NULL AND r.request_hash = excluded.request_hash
  AND r.created_at < clock_timestamp() - %(abandoned_after)s::interval
RETURNING true
