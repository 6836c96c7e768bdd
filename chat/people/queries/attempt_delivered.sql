UPDATE person_question SET delivered_at = clock_timestamp(), next_attempt_at = NULL, error = NULL
WHERE id = %(id)s AND status = 'waiting';
