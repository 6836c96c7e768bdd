SELECT request_hash, status, body FROM idempotent_reply WHERE tenant = %(tenant)s AND key = %(key)s
