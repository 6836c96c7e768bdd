SELECT rule, fact, confirmed_at, reminded_at, edit, taken_back
FROM lapse
WHERE rule = %(rule)s AND fact = %(fact)s AND confirmed_at = %(confirmed_at)s
FOR UPDATE
