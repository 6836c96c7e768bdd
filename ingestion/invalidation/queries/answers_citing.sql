-- Answers that cite one of these rows, the newest first.
SELECT DISTINCT a.id, a.record ->> 'question' AS question, a.created_at
FROM unnest(%(citations)s::jsonb[]) AS c (citation)
JOIN answer a ON a.tenant = %(tenant)s AND a.record -> 'citations' @> c.citation
ORDER BY a.created_at DESC, a.id
LIMIT %(limit)s
