-- A conversation with the number of its turns.
SELECT c.id, c.title, c.actor, c.created_at,
       (SELECT coalesce(max(t.number), 0) FROM turn t WHERE t.conversation = c.id) AS turns
FROM conversation c
WHERE c.tenant = %(tenant)s AND c.id = %(conversation)s;
