-- Answers that were given since answers are sealed, and have no record: some of them, and how many there are.
SELECT a.id, count(*) OVER () AS of
FROM answer a
WHERE a.tenant = %(tenant)s
  AND a.created_at > (SELECT applied_at FROM migration WHERE number = 16)
  AND NOT EXISTS (SELECT FROM sealed_record s WHERE s.answer = a.id)
ORDER BY a.created_at, a.id
LIMIT %(limit)s
