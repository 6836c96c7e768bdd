SELECT id, next_number, kind, erasure
FROM document
WHERE tenant = %(tenant)s AND slug = %(slug)s
FOR UPDATE
