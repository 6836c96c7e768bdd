-- Its number, dates and digest stay: rows of other versions were caused by it.
UPDATE version
SET title = NULL, file_name = NULL, media_type = NULL, content = NULL, parsed_text = NULL, metadata = '{}',
    reason = %(note)s
WHERE id = ANY(%(version_ids)s)
