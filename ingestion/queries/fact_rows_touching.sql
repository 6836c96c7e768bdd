SELECT f.id, f.content, lower(f.valid) AS valid_at, upper(f.valid) AS expired_at
FROM fact f JOIN fact_content c ON c.id = f.content
WHERE c.document_id = %(document_id)s AND upper_inf(f.recorded)
  AND (f.valid && %(run)s OR f.valid -|- %(run)s)
