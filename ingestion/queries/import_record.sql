INSERT INTO fact (id, tenant, document_id, content, key_source, valid, recorded, cause)
SELECT n.id, %(tenant)s, %(document_id)s, n.content, n.key_source, n.valid, tstzrange(%(at)s, NULL), %(cause)s
FROM import_new n
