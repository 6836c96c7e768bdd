-- An uploaded text, to be read once more by the extractor of today.
SELECT cited_as AS corrects, title, file_name, media_type, content, content_hash
FROM version
WHERE document_id = %(document_id)s AND number = %(corrects)s AND content IS NOT NULL
