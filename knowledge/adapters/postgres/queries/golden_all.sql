SELECT id, tenant, question, as_of, document, answer, actor, created_at
FROM golden_question
WHERE %(tenant)s::text IS NULL OR tenant = %(tenant)s
ORDER BY tenant, created_at, id
