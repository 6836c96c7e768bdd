SELECT id, slug, rank, created_at, erasure FROM document WHERE tenant = %(tenant)s AND slug = %(slug)s AND kind = 'document'
