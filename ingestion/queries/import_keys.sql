INSERT INTO fact_key (tenant, key, source)
SELECT DISTINCT %(tenant)s, r.key, %(document_id)s::bigint
FROM import_row r
WHERE NOT EXISTS (SELECT FROM fact_key k WHERE k.key = r.key AND k.source = %(document_id)s)
ON CONFLICT (key, source) DO NOTHING
