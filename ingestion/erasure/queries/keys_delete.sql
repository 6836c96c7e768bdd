DELETE FROM fact_key k
WHERE k.id = ANY(%(keys)s) AND NOT EXISTS (SELECT FROM fact f WHERE f.key_source = k.id)
