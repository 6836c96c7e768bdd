-- Answers that rest on rows that were retired.
SELECT DISTINCT s.answer, s.as_of <@ coalesce(%(touched)s, '{}')::tstzmultirange AS inside
FROM recall_changed r
CROSS JOIN LATERAL unnest(r.gone) AS row (id)
JOIN answer_evidence e ON e.held = row.id
JOIN answer_standpoint s ON s.answer = e.answer
WHERE s.known_at < %(recorded_at)s
