SELECT count(*) AS waiting FROM index_outbox WHERE created_at < clock_timestamp() - make_interval(secs => %(seconds)s)
