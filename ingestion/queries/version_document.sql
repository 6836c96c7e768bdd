SELECT document_id FROM version WHERE id = %(version_id)s
