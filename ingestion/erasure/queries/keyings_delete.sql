DELETE FROM keying WHERE version_id = ANY(%(version_ids)s)
