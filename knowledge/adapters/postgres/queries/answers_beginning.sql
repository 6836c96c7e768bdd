-- Answers whose id lies between two, with the question as it may still be read.
SELECT a.id, as_released(a) ->> 'question'
FROM answer a
WHERE a.id BETWEEN %(first)s AND %(last)s AND a.tenant = %(tenant)s
ORDER BY a.id
LIMIT %(limit)s
