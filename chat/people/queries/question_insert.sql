INSERT INTO person_question (id, tenant, conversation, message_id, call, person, question, actor, expires_at)
VALUES (%(id)s, %(tenant)s, %(conversation)s, %(message_id)s, %(call)s, %(person)s, %(question)s, %(actor)s,
        clock_timestamp() + %(wait)s)
RETURNING asked_at, expires_at;
