INSERT INTO fact (id, tenant, document_id, content, key_source, valid, recorded, cause)
SELECT r.id, %(tenant)s, %(document_id)s, r.content, k.id, tstzrange(r.valid_at, r.expired_at), tstzrange(%(at)s, NULL), %(cause)s
FROM unnest(%(ids)s::uuid[], %(contents)s::uuid[], %(keys)s::uuid[], %(valid_at)s::timestamptz[], %(expired_at)s::timestamptz[])
     AS r (id, content, key, valid_at, expired_at)
JOIN fact_key k ON k.key = r.key AND k.source = %(document_id)s
