INSERT INTO version (tenant, document_id, number, kind, media_type, content_hash, reason, actor, recorded_at)
VALUES (%(tenant)s, %(document_id)s, %(number)s, 'import', %(media_type)s, '', %(reason)s, %(actor)s, %(at)s)
RETURNING id
