DELETE FROM idempotent_reply WHERE tenant = %(tenant)s AND body ->> 'id' = ANY(%(ids)s)
