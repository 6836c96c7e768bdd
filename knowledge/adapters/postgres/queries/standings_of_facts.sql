-- Facts by id with their cardinality and their document's rank; beside each whose topic another source has too all
-- facts of it that hold at the viewpoint, whoever says them. OFFSET 0: see facts_in_passages.
SELECT a.id, a.cardinality, rank_at(a.document_id, %(known_at)s), r.*
FROM (
    SELECT f.id, c.id AS content, c.tenant, c.document_id, c.topic, c.object_kind, c.cardinality,
           EXISTS (SELECT FROM fact_content o
                   WHERE o.tenant = c.tenant AND o.topic = c.topic AND o.object_kind = c.object_kind
                     AND o.topic IS NOT NULL AND o.document_id < c.document_id)
           OR EXISTS (SELECT FROM fact_content o
                      WHERE o.tenant = c.tenant AND o.topic = c.topic AND o.object_kind = c.object_kind
                        AND o.topic IS NOT NULL AND o.document_id > c.document_id) AS shared
    FROM (SELECT id, content FROM fact WHERE id = ANY(%(ids)s) AND tenant = %(tenant)s OFFSET 0) f
    CROSS JOIN LATERAL (SELECT * FROM fact_content WHERE id = f.content OFFSET 0) c
    OFFSET 0
) a
LEFT JOIN LATERAL (
    SELECT f.id, k.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
           lower(u.valid), upper(u.valid), lower(f.recorded), upper(f.recorded),
           d.slug, coalesce(o.title, d.slug), o.number, c.section, o.page, c.quote, o.start, o."end", c.corrects IS NOT NULL,
           rank_at(c.document_id, %(known_at)s)
    FROM (
        SELECT *
        FROM fact_content
        WHERE a.shared AND tenant = a.tenant AND topic = a.topic AND object_kind = a.object_kind
          AND topic IS NOT NULL AND id <> a.content
        OFFSET 0
    ) c
    CROSS JOIN LATERAL (SELECT id, key_source, valid, recorded, cause FROM fact WHERE content = c.id OFFSET 0) f
    CROSS JOIN LATERAL (SELECT slug, kind FROM document WHERE id = c.document_id OFFSET 0) d
    CROSS JOIN LATERAL (SELECT key FROM fact_key WHERE id = f.key_source OFFSET 0) k
    CROSS JOIN LATERAL unbroken(f.key_source, c.object_kind, c.object_value, c.scope, f.valid, %(known_at)s) u
    CROSS JOIN LATERAL (
        SELECT p.title, p.number, p.page, p.start, p."end"
        FROM place_of_fact(coalesce(c.corrects, c.id), c.document_id, %(as_of)s, %(known_at)s) p
        WHERE d.kind = 'document'
        UNION ALL
        SELECT v.title, v.number, NULL, 0, 0
        FROM version v
        WHERE d.kind <> 'document' AND v.id = f.cause
    ) o
    WHERE f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
      AND (c.scope = '[]' OR %(scope)s::jsonb IS NULL OR scope_admits(c.scope, %(scope)s))
    ORDER BY d.slug, o.start
) r ON true
