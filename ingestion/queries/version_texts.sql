SELECT content, parsed_text, metadata FROM version WHERE id = %(version_id)s
