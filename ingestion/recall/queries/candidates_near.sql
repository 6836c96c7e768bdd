-- Answers that stand in what was touched, by how near their question is to a statement that came or went.
INSERT INTO recall_candidate (recall, answer)
SELECT %(id)s::uuid, n.answer
FROM (
    SELECT s.answer, max(-(s.vector <#> c.vector)) AS cosine
    FROM (
        SELECT answer, vector
        FROM answer_standpoint
        WHERE tenant = %(tenant)s AND known_at < %(recorded_at)s AND as_of <@ %(touched)s::tstzmultirange
          AND model = %(model)s AND precision = %(precision)s AND vector IS NOT NULL
    ) s
    CROSS JOIN (
        (
            SELECT v.vector
            FROM recall_changed r
            JOIN passage_content p ON p.id = r.content
            JOIN embedding e ON e.hash = p.embedding_hash AND e.model = %(model)s AND e.precision = %(precision)s
            CROSS JOIN LATERAL unnest(coalesce(e.statements, ARRAY[e.vector::halfvec])) AS v (vector)
            WHERE r.kind = 'passage' AND r.changed <> '{}' AND v.vector IS NOT NULL
            LIMIT %(statements)s
        )
        UNION ALL
        SELECT q.vector FROM unnest(%(quotes)s::halfvec[]) AS q (vector)
    ) c
    GROUP BY s.answer
) n
WHERE n.cosine >= %(near)s
ORDER BY n.cosine DESC, n.answer
LIMIT %(limit)s
ON CONFLICT DO NOTHING
