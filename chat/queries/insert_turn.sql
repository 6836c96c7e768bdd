-- Under the conversation's lock: what the attempt told and is not on the stream yet, unless a later attempt has begun;
-- then the turn, whose answer is the next event.
WITH told AS (
    INSERT INTO stream_event (conversation, number, message_id, attempt, kind, body)
    SELECT c.id, c.streamed + e.place, %(message_id)s, %(attempt)s, e.event ->> 'kind', e.event -> 'body'
    FROM conversation c, jsonb_array_elements(%(told)s) WITH ORDINALITY AS e (event, place)
    WHERE c.id = %(conversation)s AND NOT EXISTS (
        SELECT FROM turn_attempt a
        WHERE a.conversation = c.id AND a.message_id = %(message_id)s AND a.attempt > %(attempt)s
    )
    RETURNING number
), ended AS (
    UPDATE turn_attempt SET ended_at = clock_timestamp(), outcome = 'answered'
    WHERE conversation = %(conversation)s AND message_id = %(message_id)s AND attempt = %(attempt)s
), counted AS (
    UPDATE conversation SET streamed = streamed + 1 + (SELECT count(*) FROM told), active_at = clock_timestamp()
    WHERE id = %(conversation)s
    RETURNING streamed
)
INSERT INTO turn (conversation, number, message_id, text, text_hash, answer, recent, actor, sent_at, streamed)
SELECT %(conversation)s, coalesce(max(number), 0) + 1, %(message_id)s, %(text)s, %(text_hash)s, %(answer)s,
       %(recent)s, %(actor)s, %(sent_at)s, (SELECT streamed FROM counted)
FROM turn
WHERE conversation = %(conversation)s;
