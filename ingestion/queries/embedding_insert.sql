INSERT INTO embedding (hash, model, precision, vector, statements)
VALUES (%(hash)s, %(model)s, %(precision)s, %(vector)b, %(statements)b)
ON CONFLICT DO NOTHING
