INSERT INTO version (tenant, document_id, number, kind, title, effective_at, effective_source, expires_at,
                     file_name, media_type, content, content_hash, reason, corrects, rank, actor)
VALUES (%(tenant)s, %(document_id)s, %(number)s, %(kind)s, %(title)s, %(effective_at)s, %(effective_source)s,
        %(expires_at)s, %(file_name)s, %(media_type)s, %(content)s, %(content_hash)s, %(reason)s, %(corrects)s, %(rank)s, %(actor)s)
RETURNING id
