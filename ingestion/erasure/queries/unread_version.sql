-- An upload whose text nobody has read yet may hold the words as well.
SELECT number FROM version WHERE document_id = %(document_id)s AND recorded_at IS NULL AND content IS NOT NULL
    AND parsed_text IS NULL
LIMIT 1
