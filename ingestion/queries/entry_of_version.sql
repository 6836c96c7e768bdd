-- The entry through which a version speaks now, in whichever reading: none where it was retracted, replaced, or is not
-- published.
SELECT e.document_id, e.number, e.version_id, e.effective_at, e.expires_at
FROM entry e JOIN version v ON v.id = e.version_id
WHERE e.document_id = %(document_id)s AND upper_inf(e.recorded) AND v.cited_as = %(corrects)s
