INSERT INTO conversation (id, tenant, title, actor)
VALUES (%(conversation)s, %(tenant)s, %(title)s, %(actor)s);
