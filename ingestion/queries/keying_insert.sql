INSERT INTO keying (version_id, facts) VALUES (%(version_id)s, %(facts)s)
