UPDATE reindex SET faults = faults + 1 WHERE id = %(id)s RETURNING faults
