DELETE FROM fact_occurrence WHERE version_id = ANY(%(version_ids)s) OR fact = ANY(%(facts)s)
