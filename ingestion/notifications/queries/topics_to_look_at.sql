-- Topics that a publication said another thing of, and that another document has spoken of too, with the instants at which
-- they may have come to disagree: where a fact of the topic begins inside a window that was touched.
SELECT t.topic, t.object_kind, i.as_of
FROM (
    SELECT c.topic, c.object_kind, range_agg(f.valid) AS touched
    FROM document d
    JOIN version v ON v.document_id = d.id AND v.number = %(number)s
    JOIN edit x ON x.cause = v.id
    JOIN fact f ON f.key_source = x.key_source AND (f.cause = v.id OR upper(f.recorded) = %(at)s)
    JOIN fact_content c ON c.id = f.content
    WHERE d.tenant = %(tenant)s AND d.slug = %(document)s AND c.topic IS NOT NULL
      AND EXISTS (
          SELECT
          FROM fact_content o
          WHERE o.tenant = %(tenant)s AND o.topic = c.topic AND o.object_kind = c.object_kind AND o.document_id <> d.id
            AND o.topic IS NOT NULL
      )
    GROUP BY c.topic, c.object_kind
    ORDER BY c.topic, c.object_kind
    LIMIT %(topics)s
) t
CROSS JOIN LATERAL (
    SELECT DISTINCT coalesce(lower(f.valid), upper(f.valid) - interval '1 microsecond', %(at)s) AS as_of
    FROM fact_content c
    JOIN fact f ON f.content = c.id
    WHERE c.tenant = %(tenant)s AND c.topic = t.topic AND c.object_kind = t.object_kind AND c.topic IS NOT NULL
      AND f.recorded @> %(at)s::timestamptz
      AND t.touched @> coalesce(lower(f.valid), upper(f.valid) - interval '1 microsecond', %(at)s)
    ORDER BY as_of
    LIMIT %(instants)s
) i
ORDER BY i.as_of, t.topic, t.object_kind
