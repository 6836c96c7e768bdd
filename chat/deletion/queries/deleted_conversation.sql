SELECT id, deleted_at, deleted_by, deleted_turns AS turns, histories_cleared_at
FROM conversation
WHERE tenant = %(tenant)s AND id = %(conversation)s AND deleted_at IS NOT NULL;
