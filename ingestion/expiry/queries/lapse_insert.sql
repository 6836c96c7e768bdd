INSERT INTO lapse (rule, fact, confirmed_at, document_id, lapses_at)
VALUES (%(rule)s, %(fact)s, %(confirmed_at)s, %(document_id)s, %(lapses_at)s)
ON CONFLICT DO NOTHING
