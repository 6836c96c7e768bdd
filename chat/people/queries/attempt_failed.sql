UPDATE person_question SET error = %(error)s, next_attempt_at = clock_timestamp() + %(pause)s
WHERE id = %(id)s AND status = 'waiting' AND delivered_at IS NULL;
