SELECT a.id, a.record
FROM answer a
WHERE a.tenant = %(tenant)s AND a.record -> 'citations' @> %(citation)s
