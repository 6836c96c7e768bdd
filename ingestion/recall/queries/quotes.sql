-- Of facts that were edited by hand: no passage says it.
SELECT DISTINCT c.quote
FROM recall_changed r
JOIN fact_content c ON c.id = r.content
WHERE r.kind = 'fact' AND r.changed <> '{}'
ORDER BY 1
LIMIT %(limit)s
