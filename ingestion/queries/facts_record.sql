INSERT INTO fact (id, tenant, document_id, content, key_source, valid, recorded, cause)
SELECT r.id, %(tenant)s, c.document_id, r.content, k.id, tstzrange(r.valid_at, r.expired_at), tstzrange(%(at)s, NULL), %(cause)s
FROM unnest(%(ids)s::uuid[], %(contents)s::uuid[], %(valid_at)s::timestamptz[], %(expired_at)s::timestamptz[])
     AS r (id, content, valid_at, expired_at)
JOIN fact_content c ON c.id = r.content
JOIN fact_key k ON k.key = c.key AND k.source = c.document_id
