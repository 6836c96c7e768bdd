-- What persons made of a document's statements, with the own window of what is said instead.
SELECT h.fact, h.instead, c.own_valid
FROM hand_edit h LEFT JOIN fact_content c ON c.id = h.instead
WHERE h.document_id = %(document_id)s AND upper_inf(h.recorded)
