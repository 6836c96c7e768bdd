SELECT tenant, id::text AS conversation
FROM conversation
WHERE deleted_at IS NOT NULL AND histories_cleared_at IS NULL
ORDER BY deleted_at, id;
