-- Answers that were given, newest first; with `affected` those alone that would be others now.
SELECT a.id, a.record, a.created_at, s.affected_since, t.conversation, r.recorded_at AS now_known_at
FROM answer a
LEFT JOIN answer_standpoint s ON s.answer = a.id
LEFT JOIN turn t ON t.answer = a.id
LEFT JOIN recall r ON r.id = s.affected_by
WHERE a.tenant = %(tenant)s
  AND (%(affected)s::boolean IS NULL OR (s.affected_since IS NOT NULL) = %(affected)s)
  AND (%(since)s::timestamptz IS NULL OR coalesce(s.affected_since, a.created_at) >= %(since)s)
  AND (%(document)s::text IS NULL OR EXISTS (
      SELECT
      FROM answer_recall m
      JOIN recall o ON o.id = m.recall
      WHERE m.answer = a.id AND m.affected AND o.document = %(document)s AND o.recorded_at >= s.affected_since
  ))
  AND (%(before)s::uuid IS NULL OR (a.created_at, a.id) < (SELECT created_at, id FROM answer WHERE id = %(before)s))
ORDER BY a.created_at DESC, a.id DESC
LIMIT %(limit)s
