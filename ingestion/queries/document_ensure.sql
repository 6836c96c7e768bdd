INSERT INTO document (tenant, slug, rank, actor)
VALUES (%(tenant)s, %(slug)s, coalesce(%(rank)s, 0), %(actor)s)
ON CONFLICT (tenant, slug) DO NOTHING
