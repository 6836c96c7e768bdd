-- Recorded facts, held or retired, whose id lies between two.
SELECT f.id, concat_ws(' ', c.subject, c.predicate, c.object_text)
FROM fact f
JOIN fact_content c ON c.id = f.content
WHERE f.id BETWEEN %(first)s AND %(last)s AND f.tenant = %(tenant)s
ORDER BY f.id
LIMIT %(limit)s
