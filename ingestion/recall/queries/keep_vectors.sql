-- Not of a question whose words went meanwhile.
UPDATE answer_standpoint s SET vector = e.vector, model = %(model)s, precision = %(precision)s
FROM unnest(%(answers)s::uuid[], %(questions)s::text[], %(vectors)s::halfvec[]) AS e (answer, question, vector), answer a
WHERE s.answer = e.answer AND a.id = e.answer AND a.record ->> 'question' = e.question
