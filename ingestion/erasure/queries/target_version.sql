SELECT id, kind FROM version WHERE document_id = %(document_id)s AND number = %(version)s
