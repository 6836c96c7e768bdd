WITH ensured AS (
    INSERT INTO tenant (name) VALUES (%(tenant)s) ON CONFLICT DO NOTHING
)
INSERT INTO person (id, tenant, name, url, secret_digest, actor)
VALUES (%(id)s, %(tenant)s, %(name)s, %(url)s, %(secret_digest)s, %(actor)s)
RETURNING id, tenant, name, url, secret_digest, actor, created_at;
