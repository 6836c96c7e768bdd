-- Replies kept under a key: the opening, and every answer.
DELETE FROM idempotent_reply r
WHERE r.tenant = %(tenant)s AND r.body ->> 'id' IN (
    SELECT %(conversation)s::text UNION ALL SELECT t.answer::text FROM turn t WHERE t.conversation = %(conversation)s
);
