INSERT INTO generation (name, model, precision, dimensions, status)
VALUES (%(name)s, %(model)s, %(precision)s, %(dimensions)s, 'live')
ON CONFLICT DO NOTHING
