-- One more than any that there is or was.
SELECT 'g' || 1 + coalesce(max(substring(name FROM '^g(\d{1,9})$')::bigint), 0) AS name
FROM (SELECT name FROM generation UNION ALL SELECT generation FROM reindex) AS known (name)
