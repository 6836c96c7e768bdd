-- What receivers answered, of this tenant; whether to an event that is about the document.
SELECT d.id, d.excerpt,
       coalesce(e.document = %(document)s, false) OR coalesce(e.about -> 'documents' ? %(document)s, false) AS of_document
FROM delivery d
JOIN event e ON e.id = d.event
WHERE e.tenant = %(tenant)s AND d.excerpt IS NOT NULL
