INSERT INTO embedding (hash, model, precision, vector)
VALUES (%(hash)s, %(model)s, %(precision)s, %(vector)s)
ON CONFLICT DO NOTHING
