SELECT id, title, parsed_text, metadata FROM version WHERE document_id = %(document_id)s AND parsed_text IS NOT NULL
