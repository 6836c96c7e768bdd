UPDATE document SET rank = %(rank)s WHERE id = %(document_id)s AND rank <> %(rank)s
