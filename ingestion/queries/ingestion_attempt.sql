UPDATE ingestion SET unended = unended + 1 WHERE id = %(id)s RETURNING unended
