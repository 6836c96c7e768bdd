SELECT substring(content FROM %(start)s + 1 FOR %(most)s) FROM version WHERE id = %(version_id)s
