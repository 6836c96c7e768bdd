SELECT t.conversation, t.number, t.text, t.recent ->> 'question' AS question, a.id AS answer,
       a.record ->> 'question' AS understood
FROM turn t JOIN answer a ON a.id = t.answer
WHERE a.tenant = %(tenant)s
