-- From the beginning of that second on: whoever compares knows no finer.
SELECT id FROM passage WHERE lower(recorded) >= date_trunc('second', %(since)s::timestamptz)
