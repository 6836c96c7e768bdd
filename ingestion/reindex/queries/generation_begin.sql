INSERT INTO generation (name, model, precision, dimensions, status)
VALUES (%(name)s, %(model)s, %(precision)s, %(dimensions)s, 'building')
ON CONFLICT (name) DO UPDATE SET status = 'building' WHERE generation.status = 'retired'
