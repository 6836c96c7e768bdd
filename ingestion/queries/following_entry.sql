SELECT min(v.effective_at) AS effective_at
FROM version v
WHERE v.document_id = %(document_id)s AND v.recorded_at IS NOT NULL
  AND (v.effective_at, v.number) > (%(effective_at)s, %(number)s)
