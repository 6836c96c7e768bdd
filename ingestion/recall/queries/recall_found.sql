-- Another rank may tell another way wherever the document speaks; where an import did is not looked up.
UPDATE recall r
SET found = true,
    touched = CASE WHEN d.kind = 'import' OR v.rank IS NOT NULL THEN NULL
                   ELSE coalesce(%(touched)s, '{}')::tstzmultirange END
FROM recall s
LEFT JOIN document d ON d.tenant = s.tenant AND d.slug = s.document
LEFT JOIN version v ON v.document_id = d.id AND v.number = s.version
WHERE r.id = %(id)s AND s.id = r.id
