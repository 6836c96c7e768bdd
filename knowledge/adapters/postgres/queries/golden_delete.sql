DELETE FROM golden_question
WHERE tenant = %(tenant)s AND id = %(id)s
RETURNING id, tenant, question, as_of, document, answer, actor, created_at
