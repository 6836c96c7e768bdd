INSERT INTO fact_key (id, tenant, key, source) OVERRIDING SYSTEM VALUE
SELECT key_source, %(tenant)s, key, %(document_id)s
FROM import_said
WHERE is_new
