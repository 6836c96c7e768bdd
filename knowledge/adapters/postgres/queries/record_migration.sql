INSERT INTO migration (number, name, digest) VALUES (%(number)s, %(name)s, %(digest)s)
