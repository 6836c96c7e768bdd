SELECT id, next_number, erasure
FROM document
WHERE tenant = %(tenant)s AND slug = %(slug)s AND kind = 'document'
FOR UPDATE
