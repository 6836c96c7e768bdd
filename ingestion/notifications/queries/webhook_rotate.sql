-- Two that rotate at once: the second one meets another number, and takes the next.
UPDATE webhook
SET secret_number = secret_number + 1, secret_digest = %(secret_digest)s,
    previous_until = clock_timestamp() + %(keep)s, changed_at = clock_timestamp()
WHERE tenant = %(tenant)s AND id = %(id)s AND secret_number = %(number)s
