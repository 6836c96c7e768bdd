-- Asked for again, an erasure is the one that there is.
INSERT INTO erasure (id, tenant, document_id, document, version, fact, digests, reason, actor)
VALUES (%(id)s, %(tenant)s, %(document_id)s, %(document)s, %(version)s, %(fact)s, '{}', %(reason)s, %(actor)s)
ON CONFLICT DO NOTHING
