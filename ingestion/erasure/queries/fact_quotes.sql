SELECT id, quote FROM fact_content WHERE document_id = %(document_id)s
