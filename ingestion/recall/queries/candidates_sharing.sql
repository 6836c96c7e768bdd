-- Answers that rest on a fact of a topic that another thing is said on: it may contradict, or no longer does.
INSERT INTO recall_candidate (recall, answer)
SELECT DISTINCT %(id)s::uuid, s.answer
FROM recall_changed r
JOIN fact_content c ON c.id = r.content AND c.topic IS NOT NULL
JOIN fact_content o ON o.tenant = c.tenant AND o.topic = c.topic AND o.object_kind = c.object_kind AND o.topic IS NOT NULL
JOIN fact f ON f.content = o.id
JOIN answer_evidence e ON e.held = f.id
JOIN answer_standpoint s ON s.answer = e.answer
WHERE r.kind = 'fact' AND s.known_at < %(recorded_at)s AND r.changed @> s.as_of
ON CONFLICT DO NOTHING
