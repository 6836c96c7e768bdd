-- Tenants in which something waits that a worker should have begun by now.
SELECT tenant FROM recall WHERE done_at IS NULL AND since < clock_timestamp() - %(patience)s::interval
UNION
SELECT tenant FROM recall_wanted WHERE since < clock_timestamp() - %(patience)s::interval
ORDER BY tenant
