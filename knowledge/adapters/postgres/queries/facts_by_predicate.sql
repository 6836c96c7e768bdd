-- Facts that hold and have one predicate, listed as in facts_by_place; each source is read by its predicates' index.
-- OFFSET 0: see facts_in_passages.
(
    SELECT f.id, k.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
           lower(u.valid), upper(u.valid), lower(f.recorded), upper(f.recorded),
           d.slug, coalesce(s.title, d.slug), s.number, c.section, s.page, c.quote, s.start, s."end",
           c.corrects IS NOT NULL, s.ordinal, c.id
    FROM document d
    CROSS JOIN LATERAL (
        SELECT *
        FROM fact_content
        WHERE document_id = d.id AND left(lower(predicate), 200) = left(lower(%(predicate)s), 200)
          AND lower(predicate) = lower(%(predicate)s)
        OFFSET 0
    ) c
    CROSS JOIN LATERAL (SELECT id, key_source, valid, recorded FROM fact WHERE content = c.id OFFSET 0) f
    CROSS JOIN LATERAL (SELECT key FROM fact_key WHERE id = f.key_source OFFSET 0) k
    CROSS JOIN LATERAL unbroken(f.key_source, c.object_kind, c.object_value, c.scope, f.valid, %(known_at)s) u
    CROSS JOIN LATERAL place_of_fact(coalesce(c.corrects, c.id), d.id, %(as_of)s, %(known_at)s) s
    WHERE d.tenant = %(tenant)s AND d.kind = 'document' AND d.slug >= %(after_slug)s
      AND f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
      AND (d.slug > %(after_slug)s OR (s.start, s.ordinal, c.id)
                                      > (%(after_start)s::integer, %(after_ordinal)s::integer, %(after_content)s::uuid))
      AND (%(document)s::text IS NULL OR d.slug = %(document)s)
      AND (c.scope = '[]' OR %(scope)s::jsonb IS NULL OR scope_admits(c.scope, %(scope)s))
    ORDER BY d.slug, s.start, s.ordinal, c.id
    LIMIT %(limit)s
)
UNION ALL
(
    SELECT i.id, i.key, i.subject, i.predicate, i.object_kind, i.object_value, i.object_text, nullif(i.scope, '[]'),
           lower(i.valid), upper(i.valid), lower(i.recorded), upper(i.recorded),
           d.slug, coalesce(i.title, d.slug), i.number, i.section, NULL, i.quote, 0, 0, i.by_hand, 0, i.content
    FROM document d
    CROSS JOIN LATERAL (
        SELECT f.id, c.id AS content, k.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text,
               c.scope, c.section, c.quote, c.corrects IS NOT NULL AS by_hand, u.valid, f.recorded, v.title, v.number
        FROM fact_content c
        CROSS JOIN LATERAL (SELECT id, key_source, valid, recorded, cause FROM fact WHERE content = c.id OFFSET 0) f
        CROSS JOIN LATERAL (SELECT key FROM fact_key WHERE id = f.key_source OFFSET 0) k
        CROSS JOIN LATERAL unbroken(f.key_source, c.object_kind, c.object_value, c.scope, f.valid, %(known_at)s) u
        CROSS JOIN LATERAL (SELECT title, number FROM version WHERE id = f.cause OFFSET 0) v
        WHERE c.document_id = d.id
          AND c.id > CASE d.slug WHEN %(after_slug)s THEN %(after_content)s::uuid ELSE %(first_content)s::uuid END
          AND f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
          AND left(lower(c.predicate), 200) = left(lower(%(predicate)s), 200) AND lower(c.predicate) = lower(%(predicate)s)
          AND (c.scope = '[]' OR %(scope)s::jsonb IS NULL OR scope_admits(c.scope, %(scope)s))
        ORDER BY c.id
        LIMIT %(limit)s
    ) i
    WHERE d.tenant = %(tenant)s AND d.kind <> 'document' AND d.slug >= %(after_slug)s
      AND (%(document)s::text IS NULL OR d.slug = %(document)s)
    ORDER BY d.slug, i.content
    LIMIT %(limit)s
)
ORDER BY 13, 19, 22, 23
LIMIT %(limit)s
