SELECT p.id, p.content, lower(p.valid) AS valid_at, upper(p.valid) AS expired_at
FROM passage p JOIN passage_content c ON c.id = p.content
WHERE c.document_id = %(document_id)s AND upper_inf(p.recorded)
  AND (p.valid && %(run)s OR p.valid -|- %(run)s)
