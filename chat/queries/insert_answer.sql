INSERT INTO answer (id, tenant, record, actor) VALUES (%(answer)s, %(tenant)s, %(record)s, %(actor)s);
