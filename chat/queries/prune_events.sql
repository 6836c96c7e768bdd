DELETE FROM stream_event
WHERE (conversation, number) IN (
    SELECT conversation, number FROM stream_event WHERE written_at < %(before)s ORDER BY written_at LIMIT %(limit)s
);
