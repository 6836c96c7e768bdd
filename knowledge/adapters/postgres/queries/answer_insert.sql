INSERT INTO answer (id, tenant, actor, record) VALUES (%(id)s, %(tenant)s, %(actor)s, %(record)s)
ON CONFLICT (id) DO NOTHING
