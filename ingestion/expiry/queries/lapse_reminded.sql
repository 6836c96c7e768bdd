UPDATE lapse SET reminded_at = %(now)s
WHERE rule = %(rule)s AND fact = %(fact)s AND confirmed_at = %(confirmed_at)s
