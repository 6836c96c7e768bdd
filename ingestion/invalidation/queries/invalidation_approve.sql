UPDATE invalidation SET status = 'approved', approved_digest = %(shown)s WHERE id = %(id)s AND status = 'waiting'
