-- The one with the latest turn first, from behind (`before`, `before_id`) on where that is given.
SELECT c.id, c.title, c.actor, c.created_at, c.active_at, c.idle_after, c.summary, c.summarised,
       coalesce(l.number, 0) AS turns, l.text AS latest
FROM conversation c
LEFT JOIN LATERAL (
    SELECT t.number, t.text FROM turn t WHERE t.conversation = c.id ORDER BY t.number DESC LIMIT 1
) l ON true
WHERE c.tenant = %(tenant)s AND c.deleted_at IS NULL
  AND (%(before)s::timestamptz IS NULL OR (c.active_at, c.id) < (%(before)s, %(before_id)s::uuid))
ORDER BY c.active_at DESC, c.id DESC
LIMIT %(limit)s;
