SELECT ARRAY(SELECT id FROM passage_content WHERE document_id = %(document_id)s) AS passages,
       ARRAY(SELECT id FROM fact_content WHERE document_id = %(document_id)s) AS facts
