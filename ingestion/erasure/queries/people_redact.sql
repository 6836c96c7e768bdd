UPDATE person_question SET question = %(note)s, answer = CASE WHEN answer IS NOT NULL THEN %(note)s END
WHERE id = %(id)s
