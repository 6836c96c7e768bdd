-- Facts that hold, of topics on which two documents have given different values at some time; the topics of a
-- page in order. A topic of which none holds any more still has a row, so that the page can end there.
SELECT t.topic, t.object_kind, r.*
FROM (
    SELECT topic, object_kind
    FROM fact_content
    WHERE tenant = %(tenant)s AND topic IS NOT NULL
      AND (topic, object_kind) > (%(after_topic)s::uuid, %(after_kind)s::text)
    GROUP BY topic, object_kind
    HAVING count(DISTINCT document_id) > 1 AND count(DISTINCT object_value) > 1
       AND (%(document)s::text IS NULL OR bool_or(
           document_id = (SELECT id FROM document WHERE tenant = %(tenant)s AND slug = %(document)s)))
    ORDER BY topic, object_kind
    LIMIT %(limit)s
) t
LEFT JOIN LATERAL (
    SELECT f.id, k.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
           lower(u.valid), upper(u.valid), lower(f.recorded), upper(f.recorded),
           d.slug, coalesce(o.title, d.slug), o.number, c.section, o.page, c.quote, o.start, o."end", c.corrects IS NOT NULL,
           rank_at(c.document_id, %(known_at)s)
    FROM (
        SELECT *
        FROM fact_content
        WHERE tenant = %(tenant)s AND topic = t.topic AND object_kind = t.object_kind
          AND topic IS NOT NULL
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
) r ON true
ORDER BY t.topic, t.object_kind, r.slug, r.start
