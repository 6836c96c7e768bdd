-- Answers that cite one of these rows and still have their words, the newest first.
SELECT DISTINCT a.id, a.record ->> 'question' AS question, a.created_at
FROM answer_evidence e
JOIN answer a ON a.id = e.answer
WHERE e.held = ANY(%(rows)s) AND e.cited AND e.tenant = %(tenant)s AND a.record -> 'citations' <> '[]'
ORDER BY a.created_at DESC, a.id
LIMIT %(limit)s
