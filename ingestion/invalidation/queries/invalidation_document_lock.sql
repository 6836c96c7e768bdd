-- The document's lock before the proposal's, as in a publication.
SELECT d.id
FROM document d
WHERE d.id = (SELECT document_id FROM invalidation WHERE tenant = %(tenant)s AND id = %(id)s)
FOR UPDATE
