-- In the order of their ids, which is none of the keys': the constraint's index takes keys at random faster than ascending.
INSERT INTO fact (id, tenant, document_id, content, key_source, valid, recorded, cause)
SELECT d.id, %(tenant)s, %(document_id)s, d.content, d.key_source, d.valid, tstzrange(%(at)s, NULL), %(cause)s
FROM import_difference d
WHERE d.retired IS NULL
ORDER BY d.id
