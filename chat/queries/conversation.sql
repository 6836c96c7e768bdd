-- A conversation with the number of its turns.
SELECT c.id, c.title, c.actor, c.created_at, c.active_at, c.idle_after, c.summary, c.summarised,
       coalesce(l.number, 0) AS turns, l.text AS latest
FROM conversation c
LEFT JOIN LATERAL (
    SELECT t.number, t.text FROM turn t WHERE t.conversation = c.id ORDER BY t.number DESC LIMIT 1
) l ON true
WHERE c.tenant = %(tenant)s AND c.id = %(conversation)s AND c.deleted_at IS NULL;
