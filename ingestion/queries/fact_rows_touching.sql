-- The document as a range of one, as the index has it.
SELECT f.id, f.content, k.key, lower(f.valid) AS valid_at, upper(f.valid) AS expired_at
FROM fact f
JOIN fact_key k ON k.id = f.key_source
WHERE int8range(f.document_id, f.document_id, '[]') = int8range(%(document_id)s, %(document_id)s, '[]')
  AND upper_inf(f.recorded) AND (f.valid && %(run)s OR f.valid -|- %(run)s)
