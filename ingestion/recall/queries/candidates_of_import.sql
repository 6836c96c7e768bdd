-- The same for an import, from the answers' side: those that rest on a row of it that was retired, or on a fact of a topic
-- that it says something on where they stand.
INSERT INTO recall_candidate (recall, answer)
SELECT DISTINCT %(id)s::uuid, s.answer
FROM document d
JOIN answer_standpoint s ON s.tenant = d.tenant AND s.known_at < %(recorded_at)s
JOIN answer_evidence e ON e.answer = s.answer AND e.kind = 'fact'
JOIN fact f ON f.id = e.held
JOIN fact_content c ON c.id = f.content
WHERE d.tenant = %(tenant)s AND d.slug = %(document)s AND d.kind = 'import' AND (
    (f.document_id = d.id AND upper(f.recorded) = %(recorded_at)s)
    OR EXISTS (
        SELECT
        FROM fact_content o
        JOIN fact n ON n.content = o.id
        WHERE o.tenant = d.tenant AND o.topic = c.topic AND o.object_kind = c.object_kind AND o.topic IS NOT NULL
          AND o.document_id = d.id AND n.valid @> s.as_of
          AND (lower(n.recorded) = %(recorded_at)s OR upper(n.recorded) = %(recorded_at)s)
    )
)
ON CONFLICT DO NOTHING
