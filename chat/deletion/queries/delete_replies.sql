-- Replies kept under a key: the opening, every answer, and whatever was said about a question to a person.
DELETE FROM idempotent_reply r
WHERE r.tenant = %(tenant)s AND r.body ->> 'id' IN (
    SELECT %(conversation)s::text UNION ALL SELECT t.answer::text FROM turn t WHERE t.conversation = %(conversation)s
    UNION ALL SELECT q.id::text FROM person_question q WHERE q.conversation = %(conversation)s
);
