UPDATE reindex SET report = %(report)s, faults = 0 WHERE id = %(id)s
