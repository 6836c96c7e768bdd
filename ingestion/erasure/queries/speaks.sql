SELECT 1 FROM entry e JOIN version v ON v.id = e.version_id
WHERE e.document_id = %(document_id)s AND v.cited_as = %(version)s AND upper_inf(e.recorded)
