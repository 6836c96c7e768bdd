SELECT f.id, f.content, k.key, lower(f.valid) AS valid_at, upper(f.valid) AS expired_at
FROM fact_key k
JOIN fact f ON f.key_source = k.id
WHERE k.source = %(document_id)s AND k.key = ANY(%(keys)s) AND upper_inf(f.recorded)
