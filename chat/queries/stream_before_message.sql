-- The number after which everything stands that the stream says of a message, whether it has been begun or not.
SELECT coalesce(
    (SELECT min(a.streamed) FROM turn_attempt a WHERE a.conversation = c.id AND a.message_id = %(message_id)s),
    (SELECT t.streamed FROM turn t WHERE t.conversation = c.id AND t.message_id = %(message_id)s),
    c.streamed + 1
) - 1 AS before
FROM conversation c
WHERE c.tenant = %(tenant)s AND c.id = %(conversation)s AND c.deleted_at IS NULL;
