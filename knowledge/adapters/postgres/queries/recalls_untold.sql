-- What a recording made of earlier answers of a conversation, and no answer there has told yet; of several on one answer
-- the latest.
SELECT m.answer, m.recall, m.affected, t.number, r.document, r.kind, r.version, r.recorded_at
FROM answer_recall m
JOIN recall r ON r.id = m.recall
JOIN turn t ON t.answer = m.answer
JOIN conversation c ON c.id = m.conversation
WHERE m.conversation = %(conversation)s AND m.told_in IS NULL AND c.tenant = %(tenant)s
ORDER BY t.number, r.recorded_at
