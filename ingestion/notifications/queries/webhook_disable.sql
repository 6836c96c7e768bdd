UPDATE webhook SET status = 'disabled', disabled_reason = %(reason)s, changed_at = clock_timestamp()
WHERE id = %(id)s AND status = 'active'
