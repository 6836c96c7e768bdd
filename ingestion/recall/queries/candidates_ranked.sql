-- A version that gave its document another rank: every answer that rests on what it says.
INSERT INTO recall_candidate (recall, answer)
SELECT DISTINCT %(id)s::uuid, s.answer
FROM document d
JOIN version v ON v.document_id = d.id AND v.number = %(version)s AND v.rank IS NOT NULL
JOIN fact_content c ON c.document_id = d.id
JOIN fact f ON f.content = c.id
JOIN answer_evidence e ON e.held = f.id
JOIN answer_standpoint s ON s.answer = e.answer
WHERE d.tenant = %(tenant)s AND d.slug = %(document)s AND s.known_at < %(recorded_at)s
ON CONFLICT DO NOTHING
