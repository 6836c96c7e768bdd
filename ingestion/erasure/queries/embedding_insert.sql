INSERT INTO embedding (hash, model, precision, vector, statements)
VALUES (embedding_key(%(embedded_text)s, %(places)s::integer[]), %(model)s, %(precision)s, %(vector)b, %(statements)b)
ON CONFLICT DO NOTHING
