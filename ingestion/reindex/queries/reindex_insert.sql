INSERT INTO reindex (id, tenant, actor, kind, schedule, before, generation, model, precision, min_golden, min_recall)
VALUES (%(id)s, %(tenant)s, %(actor)s, %(kind)s, %(schedule)s, %(before)s, %(generation)s, %(model)s, %(precision)s,
        %(min_golden)s, %(min_recall)s)
ON CONFLICT (id) DO NOTHING
