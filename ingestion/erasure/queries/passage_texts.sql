SELECT id, title, section, text, embedded_text, statements FROM passage_content WHERE document_id = %(document_id)s
