-- Facts that hold and have one predicate, listed as in facts_by_place; each source is read by its predicates' index.
-- OFFSET 0: see facts_in_passages.
(
    SELECT f.id, c.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
           lower(f.valid), upper(f.valid), lower(f.recorded), upper(f.recorded),
           d.slug, coalesce(v.title, d.slug), v.number, c.section, s.page, c.quote, s.start, s."end", s.ordinal, c.id
    FROM document d
    CROSS JOIN LATERAL version_in_force(d.id, %(as_of)s, %(known_at)s) v
    CROSS JOIN LATERAL (
        SELECT *
        FROM fact_content
        WHERE document_id = d.id AND left(lower(predicate), 200) = left(lower(%(predicate)s), 200)
          AND lower(predicate) = lower(%(predicate)s)
        OFFSET 0
    ) c
    CROSS JOIN LATERAL (
        SELECT s.page, s.start, s."end", s.ordinal
        FROM fact_occurrence s
        WHERE s.fact = c.id AND s.version_id = v.id AND (
            d.slug > %(after_slug)s OR (s.start, s.ordinal) > (%(after_start)s::integer, %(after_ordinal)s::integer))
        OFFSET 0
    ) s
    CROSS JOIN LATERAL (SELECT id, valid, recorded FROM fact WHERE content = c.id OFFSET 0) f
    WHERE d.tenant = %(tenant)s AND d.kind = 'document' AND d.slug >= %(after_slug)s
      AND f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
      AND (%(document)s::text IS NULL OR d.slug = %(document)s)
      AND (c.scope = '[]' OR %(scope)s = '[]'::jsonb OR scope_admits(c.scope, %(scope)s))
    ORDER BY d.slug, s.start, s.ordinal
    LIMIT %(limit)s
)
UNION ALL
(
    SELECT i.id, i.key, i.subject, i.predicate, i.object_kind, i.object_value, i.object_text, nullif(i.scope, '[]'),
           lower(i.valid), upper(i.valid), lower(i.recorded), upper(i.recorded),
           d.slug, coalesce(i.title, d.slug), i.number, i.section, NULL, i.quote, 0, 0, 0, i.content
    FROM document d
    CROSS JOIN LATERAL (
        SELECT f.id, c.id AS content, c.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text,
               c.scope, c.section, c.quote, f.valid, f.recorded, v.title, v.number
        FROM fact_content c
        CROSS JOIN LATERAL (SELECT id, valid, recorded, cause FROM fact WHERE content = c.id OFFSET 0) f
        CROSS JOIN LATERAL (SELECT title, number FROM version WHERE id = f.cause OFFSET 0) v
        WHERE c.document_id = d.id
          AND c.id > CASE d.slug WHEN %(after_slug)s THEN %(after_content)s::uuid ELSE %(first_content)s::uuid END
          AND f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
          AND left(lower(c.predicate), 200) = left(lower(%(predicate)s), 200) AND lower(c.predicate) = lower(%(predicate)s)
          AND (c.scope = '[]' OR %(scope)s = '[]'::jsonb OR scope_admits(c.scope, %(scope)s))
        ORDER BY c.id
        LIMIT %(limit)s
    ) i
    WHERE d.tenant = %(tenant)s AND d.kind = 'import' AND d.slug >= %(after_slug)s
      AND (%(document)s::text IS NULL OR d.slug = %(document)s)
    ORDER BY d.slug, i.content
    LIMIT %(limit)s
)
ORDER BY 13, 19, 21, 22
LIMIT %(limit)s
