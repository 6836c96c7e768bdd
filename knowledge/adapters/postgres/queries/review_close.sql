INSERT INTO review_closed (version_id, reason, actor)
SELECT h.version_id, %(reason)s, %(actor)s
FROM document d
JOIN version v ON v.document_id = d.id AND v.number = %(number)s
JOIN hand_edit h ON h.version_id = v.id AND upper_inf(h.recorded)
WHERE d.tenant = %(tenant)s AND d.slug = %(document)s
ON CONFLICT (version_id) DO UPDATE SET version_id = excluded.version_id
RETURNING version_id
