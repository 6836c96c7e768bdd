UPDATE fact SET recorded = tstzrange(lower(recorded), %(at)s) WHERE id = ANY(%(ids)s)
