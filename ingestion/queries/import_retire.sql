UPDATE fact f SET recorded = tstzrange(lower(f.recorded), %(at)s)
FROM import_difference d
WHERE f.id = d.retired
