-- Newest first.
SELECT t.number, t.recent
FROM conversation c
JOIN turn t ON t.conversation = c.id AND t.number > c.summarised
WHERE c.tenant = %(tenant)s AND c.id = %(conversation)s
ORDER BY t.number DESC
LIMIT %(limit)s;
