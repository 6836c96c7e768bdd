INSERT INTO embedding (hash, model, precision, vector)
VALUES (sha256(convert_to(%(embedded_text)s, 'UTF8')), %(model)s, %(precision)s, %(vector)s)
ON CONFLICT DO NOTHING
