UPDATE lapse SET taken_back = %(taken_back)s
WHERE rule = %(rule)s AND fact = %(fact)s AND confirmed_at = %(confirmed_at)s
