UPDATE document SET erasure = %(id)s WHERE id = %(document_id)s
