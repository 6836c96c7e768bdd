UPDATE conversation SET histories_cleared_at = clock_timestamp()
WHERE tenant = %(tenant)s AND id = %(conversation)s AND deleted_at IS NOT NULL AND histories_cleared_at IS NULL;
