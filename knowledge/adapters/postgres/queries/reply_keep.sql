UPDATE idempotent_reply SET status = %(status)s, body = %(body)s WHERE tenant = %(tenant)s AND key = %(key)s
