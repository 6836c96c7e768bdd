SELECT v.id, v.tenant, v.document_id, d.slug, d.kind AS source_kind, v.number, v.kind, v.effective_at, v.expires_at, v.corrects, v.rank,
       v.recorded_at, v.uploaded_at, (SELECT i.id FROM invalidation i WHERE i.version_id = v.id) AS invalidation
FROM version v JOIN document d ON d.id = v.document_id
WHERE v.id = %(version_id)s
