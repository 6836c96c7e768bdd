INSERT INTO passage (id, tenant, document_id, content, ordinal, valid, recorded, cause)
SELECT r.id, %(tenant)s, c.document_id, r.content, c.ordinal, tstzrange(r.valid_at, r.expired_at), tstzrange(%(at)s, NULL), %(cause)s
FROM unnest(%(ids)s::uuid[], %(contents)s::uuid[], %(valid_at)s::timestamptz[], %(expired_at)s::timestamptz[])
     AS r (id, content, valid_at, expired_at)
JOIN passage_content c ON c.id = r.content
