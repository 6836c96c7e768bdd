-- What the document goes on saying.
SELECT text FROM passage_content WHERE document_id = %(document_id)s AND id <> ALL(%(passages)s)
UNION ALL
SELECT quote FROM fact_content WHERE document_id = %(document_id)s AND id <> ALL(%(facts)s)
