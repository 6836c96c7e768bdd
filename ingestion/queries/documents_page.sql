SELECT d.id, d.slug, d.rank, d.created_at,
       count(v.id) FILTER (WHERE v.kind = 'version') AS versions,
       min(v.effective_at) AS first_effective_at, max(v.effective_at) AS last_effective_at,
       (SELECT n.title FROM version n WHERE n.document_id = d.id AND n.kind = 'version' AND n.title IS NOT NULL
        ORDER BY n.effective_at DESC NULLS LAST, n.number DESC LIMIT 1) AS title,
       EXISTS (SELECT FROM invalidation i WHERE i.document_id = d.id AND i.status IN ('waiting', 'approved')) AS under_review
FROM document d JOIN version v ON v.document_id = d.id
WHERE d.tenant = %(tenant)s AND d.kind = 'document' AND d.slug > coalesce(%(after)s, '')
GROUP BY d.id
ORDER BY d.slug
LIMIT %(limit)s
