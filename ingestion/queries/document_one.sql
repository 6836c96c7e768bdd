SELECT id, slug, rank, created_at, erasure,
       EXISTS (SELECT FROM invalidation i WHERE i.document_id = document.id AND i.status IN ('waiting', 'approved')) AS under_review
FROM document WHERE tenant = %(tenant)s AND slug = %(slug)s AND kind = 'document'
