-- Locks the row, be it new or not.
INSERT INTO document (tenant, slug, kind, actor)
VALUES (%(tenant)s, %(slug)s, 'person', %(actor)s)
ON CONFLICT (tenant, slug) DO UPDATE SET actor = document.actor
RETURNING id, next_number, kind
