SELECT s.known_at, (SELECT max(r.recorded_at) FROM recall r WHERE r.tenant = s.tenant AND r.recorded_at > s.known_at) AS last
FROM answer_standpoint s
WHERE s.answer = %(answer)s
