-- The uploaded bytes cannot be edited: they go.
UPDATE version SET title = %(title)s, parsed_text = %(parsed_text)s, metadata = %(metadata)s, content = NULL
WHERE id = %(id)s
