UPDATE version SET content = (SELECT string_agg(piece, '' ORDER BY place) FROM content_piece) WHERE id = %(version_id)s
