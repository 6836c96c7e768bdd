SELECT id FROM passage WHERE lower(recorded) >= %(since)s
