UPDATE webhook
SET failures = failures + 1, failing_since = coalesce(failing_since, clock_timestamp()),
    rests_until = clock_timestamp() + %(rest)s
WHERE id = %(webhook)s
