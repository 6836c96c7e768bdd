DELETE FROM version WHERE id = ANY(%(version_ids)s)
