UPDATE ingestion SET unended = 0 WHERE id = %(id)s
