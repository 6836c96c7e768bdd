-- Of the statement that a recorded fact rests on.
INSERT INTO confirmation (id, tenant, document_id, fact, confirmed_at, actor, reason)
SELECT %(id)s, f.tenant, f.document_id, coalesce(c.corrects, c.id), clock_timestamp(), %(actor)s, %(reason)s
FROM fact f
JOIN fact_content c ON c.id = f.content
JOIN document d ON d.id = f.document_id AND d.kind = 'document'
WHERE f.tenant = %(tenant)s AND f.id = %(fact)s
RETURNING confirmed_at
