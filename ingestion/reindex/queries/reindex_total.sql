UPDATE reindex SET total = greatest(done, (SELECT count(*) FROM passage)) WHERE id = %(id)s
