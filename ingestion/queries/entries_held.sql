-- The sequence of a document as we hold it now: what takes effect in a window.
SELECT document_id, number, version_id, effective_at, expires_at
FROM entry
WHERE document_id = %(document_id)s AND upper_inf(recorded)
  AND effective_at >= coalesce(%(starts)s, '-infinity'::timestamptz)
  AND effective_at < coalesce(%(following)s, 'infinity'::timestamptz)
