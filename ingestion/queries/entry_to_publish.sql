SELECT v.id, v.tenant, v.document_id, d.slug, d.kind AS source_kind, v.number, v.kind, v.effective_at, v.expires_at, v.corrects, v.rank,
       v.recorded_at
FROM version v JOIN document d ON d.id = v.document_id
WHERE v.id = %(version_id)s
