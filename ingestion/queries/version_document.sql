SELECT d.id AS document_id
FROM document d JOIN version v ON v.document_id = d.id
WHERE v.id = %(version_id)s
FOR UPDATE OF d
