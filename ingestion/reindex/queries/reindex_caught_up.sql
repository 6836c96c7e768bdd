UPDATE reindex
SET caught_up_at = %(at)s, embedded = embedded + %(embedded)s, done = greatest(done, %(points)s), total = %(points)s,
    faults = 0
WHERE id = %(id)s
