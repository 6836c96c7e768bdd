INSERT INTO golden_question (id, tenant, question, as_of, document, answer, actor)
VALUES (%(id)s, %(tenant)s, %(question)s, %(as_of)s, %(document)s, %(answer)s, %(actor)s)
ON CONFLICT (id) DO UPDATE SET document = excluded.document, answer = excluded.answer, actor = excluded.actor
RETURNING id, tenant, question, as_of, document, answer, actor, created_at, xmax = 0 AS added
