SELECT t.number, t.message_id, t.text, a.record ->> 'answer' AS answered, a.record ->> 'status' AS status
FROM turn t
JOIN answer a ON a.id = t.answer
WHERE t.answer = %(answer)s
