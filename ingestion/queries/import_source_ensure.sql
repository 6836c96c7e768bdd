-- Locks the row, be it new or not: an update of nothing, so that a row deleted meanwhile is inserted again.
INSERT INTO document (tenant, slug, kind, actor)
VALUES (%(tenant)s, %(slug)s, 'import', %(actor)s)
ON CONFLICT (tenant, slug) DO UPDATE SET actor = document.actor
RETURNING id, next_number, kind, erasure
