DELETE FROM idempotent_reply WHERE tenant = %(tenant)s AND key = %(key)s AND status IS NULL
