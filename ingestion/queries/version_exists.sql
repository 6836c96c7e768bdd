SELECT 1 FROM version WHERE document_id = %(document_id)s AND number = %(corrects)s
