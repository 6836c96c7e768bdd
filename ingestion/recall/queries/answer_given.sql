SELECT a.id, a.record, a.created_at, s.affected_since, t.conversation, r.recorded_at AS now_known_at
FROM answer a
LEFT JOIN answer_standpoint s ON s.answer = a.id
LEFT JOIN turn t ON t.answer = a.id
LEFT JOIN recall r ON r.id = s.affected_by
WHERE a.tenant = %(tenant)s AND a.id = %(answer)s
