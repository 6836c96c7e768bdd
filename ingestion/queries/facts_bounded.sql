-- Facts of a document that state their own window.
SELECT id, own_valid FROM fact_content WHERE document_id = %(document_id)s AND own_valid IS NOT NULL
