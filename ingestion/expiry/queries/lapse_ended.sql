UPDATE lapse SET edit = %(edit)s
WHERE rule = %(rule)s AND fact = %(fact)s AND confirmed_at = %(confirmed_at)s
