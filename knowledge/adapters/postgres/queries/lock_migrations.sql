SELECT pg_advisory_lock(%(lock)s::bigint)
