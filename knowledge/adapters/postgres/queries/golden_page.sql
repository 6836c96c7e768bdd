SELECT id, tenant, question, as_of, document, answer, actor, created_at
FROM golden_question
WHERE tenant = %(tenant)s
  AND (%(after)s::uuid IS NULL OR (created_at, id) > (SELECT created_at, id FROM golden_question WHERE id = %(after)s))
ORDER BY created_at, id
LIMIT %(limit)s
