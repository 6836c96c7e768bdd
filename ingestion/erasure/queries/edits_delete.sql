-- What publications did to keys of which nothing is left.
DELETE FROM edit e
WHERE e.key_source = ANY(%(keys)s) AND NOT EXISTS (SELECT FROM fact f WHERE f.key_source = e.key_source)
