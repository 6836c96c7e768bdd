-- A few of the oldest, so that no caller waits for many; those that another request deletes right now are left to it.
DELETE FROM idempotent_reply
WHERE (tenant, key) IN (
    SELECT tenant, key
    FROM idempotent_reply
    WHERE created_at < clock_timestamp() - %(kept_for)s::interval
    ORDER BY created_at
    LIMIT 100
    FOR UPDATE SKIP LOCKED
)
