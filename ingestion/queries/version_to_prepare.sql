-- With the first of its bytes.
SELECT v.id, v.tenant, v.document_id, d.slug, v.kind, v.title, v.effective_at, v.effective_source, v.expires_at,
       v.file_name, v.media_type, substring(v.content FROM 1 FOR %(most)s) AS content, octet_length(v.content) AS size,
       v.uploaded_at, v.parsed_text IS NOT NULL AS prepared, t.time_zone
FROM version v JOIN document d ON d.id = v.document_id JOIN tenant t ON t.name = v.tenant
WHERE v.id = %(version_id)s
