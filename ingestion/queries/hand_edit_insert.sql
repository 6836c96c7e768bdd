INSERT INTO hand_edit (version_id, document_id, fact, instead, recorded)
VALUES (%(version_id)s, %(document_id)s, %(fact)s, %(instead)s, tstzrange(%(at)s, NULL))
