INSERT INTO conversation (id, tenant, title, actor, idle_after)
VALUES (%(conversation)s, %(tenant)s, %(title)s, %(actor)s, %(idle_after)s);
