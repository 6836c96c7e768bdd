-- Keys of the facts that a publication changed; none where they were erased.
SELECT k.key
FROM document d
JOIN version v ON v.document_id = d.id AND v.number = %(version)s
JOIN edit e ON e.cause = v.id
JOIN fact_key k ON k.id = e.key_source
WHERE d.tenant = %(tenant)s AND d.slug = %(document)s
ORDER BY k.id
LIMIT %(limit)s
