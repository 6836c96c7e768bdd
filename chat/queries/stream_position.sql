-- The last event, and the last one with which a message was done.
SELECT c.streamed AS last, greatest(
    (SELECT coalesce(max(t.streamed), 0) FROM turn t WHERE t.conversation = c.id),
    (SELECT coalesce(max(e.number), 0) FROM stream_event e WHERE e.conversation = c.id AND e.kind = 'failed')
) AS done
FROM conversation c
WHERE c.tenant = %(tenant)s AND c.id = %(conversation)s AND c.deleted_at IS NULL;
