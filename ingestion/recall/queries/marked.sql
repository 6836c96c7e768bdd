-- Where the answer is, after the last recording that made it another: since the first of those that left it affected.
WITH marks AS (
    SELECT r.id, r.recorded_at, m.affected
    FROM answer_recall m
    JOIN recall r ON r.id = m.recall
    WHERE m.answer = %(answer)s
), latest AS (
    SELECT id, affected FROM marks ORDER BY recorded_at DESC LIMIT 1
), counted AS (
    UPDATE recall SET affected = affected + %(affected)s::boolean::integer WHERE id = %(id)s
)
UPDATE answer_standpoint s
SET affected_by = CASE WHEN l.affected THEN l.id END,
    affected_since = CASE WHEN l.affected THEN (
        SELECT min(recorded_at)
        FROM marks
        WHERE recorded_at > coalesce((SELECT max(recorded_at) FROM marks WHERE NOT affected), '-infinity')
    ) END
FROM latest l
WHERE s.answer = %(answer)s
