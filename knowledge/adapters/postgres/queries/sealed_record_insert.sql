INSERT INTO sealed_record (tenant, number, answer, body, link, previous, hash, signature, public_key)
VALUES (%(tenant)s, %(number)s, %(answer)s, %(body)s, %(link)s, %(previous)s, %(hash)s, %(signature)s, %(public_key)s)
