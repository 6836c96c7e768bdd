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
    SELECT f.id, c.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
           lower(f.valid), upper(f.valid), lower(f.recorded), upper(f.recorded),
           d.slug, coalesce(v.title, d.slug), v.number, c.section, o.page, c.quote, o.start, o."end",
           rank_at(c.document_id, %(known_at)s)
    FROM (
        SELECT *
        FROM fact_content
        WHERE tenant = %(tenant)s AND topic = t.topic AND object_kind = t.object_kind
          AND topic IS NOT NULL
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
) r ON true
ORDER BY t.topic, t.object_kind, r.slug, r.start
