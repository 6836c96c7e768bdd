UPDATE ingestion SET embedded = embedded + %(embedded)s, done = %(done)s, total = %(total)s,
                     changed_at = clock_timestamp()
WHERE id = %(id)s
