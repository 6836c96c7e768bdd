-- Facts that hold, source by source from the cursor's on: a document in reading order, then a source without a text in
-- the order of its contents' ids. OFFSET 0: see facts_in_passages.
(
    SELECT f.id, k.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
           lower(u.valid), upper(u.valid), lower(f.recorded), upper(f.recorded),
           d.slug, coalesce(v.title, d.slug), v.cited_as, c.section, s.page, c.quote, s.start, s."end", c.corrects IS NOT NULL, s.ordinal, c.id
    FROM document d
    CROSS JOIN LATERAL version_in_force(d.id, %(as_of)s, %(known_at)s) v
    CROSS JOIN LATERAL (
        SELECT s.fact, s.page, s.start, s."end", s.ordinal
        FROM fact_occurrence s
        WHERE s.version_id = v.id
          AND (d.slug > %(after_slug)s OR (s.start, s.ordinal, s.fact)
                                          > (%(after_start)s::integer, %(after_ordinal)s::integer, %(after_content)s::uuid))
          AND NOT EXISTS (SELECT FROM fact_occurrence b
                          WHERE b.fact = s.fact AND b.version_id = v.id AND (b.start, b.ordinal) < (s.start, s.ordinal))
        OFFSET 0
    ) s
    CROSS JOIN LATERAL (SELECT id, key_source, valid, recorded FROM fact WHERE content = s.fact OFFSET 0) f
    CROSS JOIN LATERAL (SELECT * FROM fact_content WHERE id = s.fact OFFSET 0) c
    CROSS JOIN LATERAL (SELECT key FROM fact_key WHERE id = f.key_source OFFSET 0) k
    CROSS JOIN LATERAL unbroken(f.key_source, c.object_kind, c.object_value, c.scope, f.valid, %(known_at)s) u
    WHERE d.tenant = %(tenant)s AND d.kind = 'document' AND d.slug >= %(after_slug)s
      AND f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
      AND (%(document)s::text IS NULL OR d.slug = %(document)s)
      AND (c.scope = '[]' OR %(scope)s::jsonb IS NULL OR scope_admits(c.scope, %(scope)s))
    ORDER BY d.slug, s.start, s.ordinal, c.id
    LIMIT %(limit)s
)
UNION ALL
(   -- what holds though the text in force does not say it, at its place in the one that does
    SELECT f.id, k.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
           lower(u.valid), upper(u.valid), lower(f.recorded), upper(f.recorded),
           d.slug, coalesce(s.title, d.slug), s.number, c.section, s.page, c.quote, s.start, s."end", c.corrects IS NOT NULL, s.ordinal, c.id
    FROM document d
    CROSS JOIN LATERAL (SELECT id, key FROM fact_key WHERE source = d.id AND apart OFFSET 0) k
    CROSS JOIN LATERAL (SELECT id, content, key_source, valid, recorded FROM fact WHERE key_source = k.id OFFSET 0) f
    CROSS JOIN LATERAL (SELECT * FROM fact_content WHERE id = f.content OFFSET 0) c
    CROSS JOIN LATERAL unbroken(f.key_source, c.object_kind, c.object_value, c.scope, f.valid, %(known_at)s) u
    CROSS JOIN LATERAL place_of_fact(coalesce(c.corrects, c.id), d.id, %(as_of)s, %(known_at)s) s
    WHERE d.tenant = %(tenant)s AND d.kind = 'document' AND d.slug >= %(after_slug)s
      AND f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
      AND NOT EXISTS (SELECT FROM version_in_force(d.id, %(as_of)s, %(known_at)s) v
                      JOIN fact_occurrence o ON o.version_id = v.id AND o.fact = c.id)
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
