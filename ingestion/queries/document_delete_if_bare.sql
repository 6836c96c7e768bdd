DELETE FROM document d
WHERE d.id = %(document_id)s AND NOT EXISTS (SELECT FROM version v WHERE v.document_id = d.id)
