INSERT INTO fact_key (tenant, key, source)
SELECT %(tenant)s, k.key, %(document_id)s
FROM (SELECT DISTINCT unnest(%(keys)s::uuid[]) AS key ORDER BY 1) AS k
ON CONFLICT (key, source) DO NOTHING
