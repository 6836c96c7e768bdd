INSERT INTO webhook (id, tenant, url, description, kinds, documents, predicates, secret_digest, actor)
VALUES (%(id)s, %(tenant)s, %(url)s, %(description)s, %(kinds)s, %(documents)s, %(predicates)s, %(secret_digest)s, %(actor)s)
