-- Topics that a publication said another thing of, or gave another rank, and that another document has spoken of too; with
-- the instants at which documents may have come to disagree: where a fact of the topic begins inside a window that was
-- touched. Another rank touches all that the document says, however long its history: what holds at that moment as well.
WITH published AS (
    SELECT d.id AS document, v.id AS version,
           rank_at(d.id, %(at)s) <> rank_at(d.id, %(at)s - interval '1 microsecond') AS reranked
    FROM document d
    JOIN version v ON v.document_id = d.id AND v.number = %(number)s
    WHERE d.tenant = %(tenant)s AND d.slug = %(document)s
), touched AS (
    SELECT f.content, f.valid
    FROM published p
    JOIN edit x ON x.cause = p.version
    JOIN fact f ON f.key_source = x.key_source AND (f.cause = p.version OR upper(f.recorded) = %(at)s)
    UNION ALL
    SELECT f.content, f.valid
    FROM published p
    JOIN fact_content c ON c.document_id = p.document AND c.topic IS NOT NULL
    JOIN fact f ON f.content = c.id AND f.recorded @> %(at)s::timestamptz
    WHERE p.reranked
)
SELECT t.topic, t.object_kind, i.as_of
FROM (
    SELECT c.topic, c.object_kind, range_agg(f.valid) AS touched
    FROM touched f
    JOIN fact_content c ON c.id = f.content
    WHERE c.topic IS NOT NULL
      AND EXISTS (
          SELECT
          FROM fact_content o
          WHERE o.tenant = %(tenant)s AND o.topic = c.topic AND o.object_kind = c.object_kind
            AND o.document_id <> c.document_id AND o.topic IS NOT NULL
      )
    GROUP BY c.topic, c.object_kind
    ORDER BY c.topic, c.object_kind
    LIMIT %(topics)s
) t
CROSS JOIN LATERAL (
    (
        SELECT DISTINCT coalesce(lower(f.valid), upper(f.valid) - interval '1 microsecond', %(at)s) AS as_of
        FROM fact_content c
        JOIN fact f ON f.content = c.id
        WHERE c.tenant = %(tenant)s AND c.topic = t.topic AND c.object_kind = t.object_kind AND c.topic IS NOT NULL
          AND f.recorded @> %(at)s::timestamptz
          AND t.touched @> coalesce(lower(f.valid), upper(f.valid) - interval '1 microsecond', %(at)s)
        ORDER BY as_of
        LIMIT %(instants)s
    )
    UNION
    SELECT %(at)s::timestamptz FROM published WHERE reranked AND t.touched @> %(at)s::timestamptz
) i
ORDER BY i.as_of, t.topic, t.object_kind
