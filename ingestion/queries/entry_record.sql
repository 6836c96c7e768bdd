INSERT INTO entry (document_id, number, version_id, effective_at, expires_at, recorded, cause)
VALUES (%(document_id)s, %(number)s, %(version_id)s, %(effective_at)s, %(expires_at)s, tstzrange(%(at)s, NULL), %(cause)s)
