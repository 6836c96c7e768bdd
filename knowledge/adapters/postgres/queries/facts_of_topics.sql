-- How everything is worded that holds on one of these topics (`topics` and `kinds` side by side), whoever says it. Without
-- places: of many that share a topic few are alike. OFFSET 0: see facts_in_passages.
SELECT f.id, f.content, c.document_id, c.topic,
       c.subject, c.predicate, c.object_kind, c.object_text, nullif(c.scope, '[]'), c.quote, c.section
FROM (SELECT * FROM unnest(%(topics)s::uuid[], %(kinds)s::text[]) AS t (topic, kind) OFFSET 0) t
CROSS JOIN LATERAL (
    SELECT *
    FROM fact_content
    WHERE tenant = %(tenant)s AND topic = t.topic AND object_kind = t.kind AND topic IS NOT NULL
    OFFSET 0
) c
CROSS JOIN LATERAL (SELECT id, content, valid, recorded FROM fact WHERE content = c.id OFFSET 0) f
WHERE f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
  AND (c.scope = '[]' OR %(scope)s::jsonb IS NULL OR scope_admits(c.scope, %(scope)s))
