UPDATE version SET content_hash = %(content_hash)s, metadata = %(metadata)s WHERE id = %(id)s
