-- Questions of answers that stand in what was touched and have no vector by the live model yet, the newest first.
SELECT s.answer, a.record ->> 'question' AS question
FROM answer_standpoint s
JOIN answer a ON a.id = s.answer
WHERE s.tenant = %(tenant)s AND s.known_at < %(recorded_at)s AND s.as_of <@ %(touched)s::tstzmultirange
  AND (s.vector IS NULL OR s.model <> %(model)s OR s.precision <> %(precision)s)
  AND a.record ->> 'question' IS NOT NULL AND NOT a.record ? 'deleted'
ORDER BY a.created_at DESC, a.id
LIMIT %(limit)s
