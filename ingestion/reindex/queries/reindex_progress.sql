UPDATE reindex
SET checkpoint = %(checkpoint)s, done = done + %(done)s, embedded = embedded + %(embedded)s, faults = 0
WHERE id = %(id)s AND finished_at IS NULL
RETURNING cancelling
