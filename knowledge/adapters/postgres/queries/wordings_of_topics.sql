-- How everything is worded that was ever recorded on these topics (`topics` and `kinds` side by side), whoever says it.
SELECT c.topic, c.object_kind, c.id, c.document_id, c.subject, c.predicate, c.object_text, nullif(c.scope, '[]'), c.quote, c.section
FROM (SELECT * FROM unnest(%(topics)s::uuid[], %(kinds)s::text[]) AS t (topic, kind) OFFSET 0) t
CROSS JOIN LATERAL (
    SELECT *
    FROM fact_content
    WHERE tenant = %(tenant)s AND topic = t.topic AND object_kind = t.kind AND topic IS NOT NULL
    OFFSET 0
) c
