-- What was sealed with answers that they do not show: how they were asked, what they leant on, what a model was sent.
SELECT p.answer, part.key AS name, part.value ->> 'content' AS content
FROM answer a
JOIN sealed_parts p ON p.answer = a.id
CROSS JOIN LATERAL jsonb_each(p.parts) part
WHERE a.tenant = %(tenant)s AND part.key IN ('question', 'context', 'prompt') AND part.value ? 'content'
