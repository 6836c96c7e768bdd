-- The first answer alone, and in time. Whoever answers has been asked, whether or not the sending has come to its end.
UPDATE person_question q
SET status = 'answered', answer = %(answer)s, answered_by = coalesce(%(answered_by)s, p.name),
    answered_at = clock_timestamp(), delivered_at = coalesce(q.delivered_at, clock_timestamp()), next_attempt_at = NULL
FROM person p
WHERE q.id = %(id)s AND p.id = q.person AND q.status = 'waiting' AND q.expires_at > clock_timestamp();
