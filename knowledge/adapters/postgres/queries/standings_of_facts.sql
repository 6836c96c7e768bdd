-- Facts by id with their cardinality and their document's rank; beside each that has a topic all others of that that
-- hold at the viewpoint, whoever says them. OFFSET 0: see facts_in_passages.
SELECT a.id, a.cardinality, rank_at(a.document_id, %(known_at)s), r.*
FROM (
    SELECT f.id, c.id AS content, c.tenant, c.document_id, c.topic, c.object_kind, c.cardinality
    FROM (SELECT id, content FROM fact WHERE id = ANY(%(ids)s) AND tenant = %(tenant)s OFFSET 0) f
    CROSS JOIN LATERAL (SELECT * FROM fact_content WHERE id = f.content OFFSET 0) c
    OFFSET 0
) a
LEFT JOIN LATERAL (
    SELECT f.id, c.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
           lower(f.valid), upper(f.valid), lower(f.recorded), upper(f.recorded),
           d.slug, coalesce(v.title, d.slug), v.number, c.section, o.page, c.quote, o.start, o."end",
           rank_at(c.document_id, %(known_at)s)
    FROM (
        SELECT *
        FROM fact_content
        WHERE tenant = a.tenant AND topic = a.topic AND object_kind = a.object_kind
          AND topic IS NOT NULL AND id <> a.content
        OFFSET 0
    ) c
    CROSS JOIN LATERAL (SELECT id, valid, recorded FROM fact WHERE content = c.id OFFSET 0) f
    CROSS JOIN LATERAL (SELECT slug FROM document WHERE id = c.document_id OFFSET 0) d
    CROSS JOIN LATERAL version_in_force(c.document_id, %(as_of)s, %(known_at)s) v
    CROSS JOIN LATERAL (
        SELECT page, start, "end" FROM fact_occurrence WHERE fact = c.id AND version_id = v.id ORDER BY start LIMIT 1
    ) o
    WHERE f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
      AND (c.scope = '[]' OR %(scope)s = '[]'::jsonb OR scope_admits(c.scope, %(scope)s))
    ORDER BY d.slug, o.start
) r ON a.topic IS NOT NULL
