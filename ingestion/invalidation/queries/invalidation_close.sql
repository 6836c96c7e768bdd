UPDATE invalidation SET status = %(status)s, decided_at = %(at)s WHERE id = %(id)s
