DELETE FROM passage_occurrence WHERE version_id = ANY(%(version_ids)s) OR passage = ANY(%(passages)s)
