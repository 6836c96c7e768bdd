UPDATE fact SET recorded = tstzrange(lower(recorded), %(at)s)
WHERE id = ANY(ARRAY(SELECT retired FROM import_difference WHERE retired IS NOT NULL))
