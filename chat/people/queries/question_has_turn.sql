UPDATE person_question q SET turn = t.number
FROM turn t
WHERE q.id = %(id)s AND t.conversation = q.conversation AND t.message_id = %(message_id)s;
