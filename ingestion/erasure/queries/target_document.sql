SELECT id, slug, kind, erasure FROM document WHERE tenant = %(tenant)s AND slug = %(document)s FOR UPDATE
