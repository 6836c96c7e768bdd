-- What made answers others, in its order.
SELECT m.answer, r.document, r.version, r.kind, r.recorded_at, m.affected, m.before, m.after, v.reason
FROM answer_recall m
JOIN recall r ON r.id = m.recall
LEFT JOIN document d ON d.tenant = r.tenant AND d.slug = r.document
LEFT JOIN version v ON v.document_id = d.id AND v.number = r.version
WHERE m.answer = ANY(%(answers)s)
ORDER BY r.recorded_at, r.document
