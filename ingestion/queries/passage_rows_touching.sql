-- The document as a range of one, as the index has it.
SELECT p.id, p.content, lower(p.valid) AS valid_at, upper(p.valid) AS expired_at
FROM passage p
WHERE int8range(p.document_id, p.document_id, '[]') = int8range(%(document_id)s, %(document_id)s, '[]')
  AND upper_inf(p.recorded) AND (p.valid && %(run)s OR p.valid -|- %(run)s)
