UPDATE invalidation SET status = %(status)s, rule = coalesce(%(rule)s, rule), decided_at = %(at)s WHERE id = %(id)s
