-- Tenants that something waits in, with what tells one look from the next.
SELECT tenant, string_agg(mark, ' ' ORDER BY mark) AS mark
FROM (
    SELECT tenant, max(recorded_at)::text AS mark FROM recall WHERE done_at IS NULL GROUP BY tenant
    UNION ALL
    SELECT tenant, max(answer::text) || count(*) FROM recall_wanted GROUP BY tenant
) waits
GROUP BY tenant
ORDER BY tenant
