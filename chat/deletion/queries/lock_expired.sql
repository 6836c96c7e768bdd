SELECT id
FROM conversation
WHERE tenant = %(tenant)s AND id = %(conversation)s AND deleted_at IS NULL
  AND active_at < clock_timestamp() - %(kept)s::interval
FOR UPDATE;
