UPDATE version
SET title = %(title)s, effective_at = %(effective_at)s, effective_source = %(effective_source)s,
    parsed_text = %(parsed_text)s, metadata = %(metadata)s
WHERE id = %(version_id)s
