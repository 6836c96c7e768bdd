-- Seconds until the receiver may be sent something; no row, or null: nothing waits for it.
SELECT greatest(0, extract(epoch FROM greatest(min(d.next_attempt_at), w.rests_until) - clock_timestamp()))::float8 AS seconds
FROM webhook w
JOIN delivery d ON d.webhook = w.id AND d.status = 'waiting'
WHERE w.id = %(webhook)s AND w.status = 'active'
GROUP BY w.id
