SELECT pg_advisory_xact_lock(hashtext('asof.generations'))
