SELECT status, turn IS NOT NULL AS has_turn,
       extract(epoch FROM expires_at - clock_timestamp())::float8 AS expires_in,
       extract(epoch FROM next_attempt_at - clock_timestamp())::float8 AS due_in
FROM person_question
WHERE tenant = %(tenant)s AND id = %(id)s;
