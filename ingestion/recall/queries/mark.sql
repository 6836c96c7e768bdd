-- Once; no row where it is marked already.
INSERT INTO answer_recall (answer, recall, affected, before, after, conversation)
VALUES (%(answer)s, %(id)s, %(affected)s, %(before)s, %(after)s,
        (SELECT t.conversation FROM turn t WHERE t.answer = %(answer)s))
ON CONFLICT DO NOTHING
RETURNING conversation
