-- Facts of topics, each topic at its own instant; `place` tells which.
SELECT t.place, r.*
FROM unnest(%(places)s::integer[], %(topics)s::uuid[], %(kinds)s::text[], %(instants)s::timestamptz[])
     AS t (place, topic, object_kind, as_of)
CROSS JOIN LATERAL (
    SELECT f.id, k.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
           lower(f.valid), upper(f.valid), lower(f.recorded), upper(f.recorded),
           d.slug, d.slug AS title, 0 AS number, c.section, NULL::integer AS page, c.quote, 0 AS start, 0 AS "end",
           c.corrects IS NOT NULL, rank_at(c.document_id, %(known_at)s)
    FROM fact_content c
    CROSS JOIN LATERAL (SELECT id, key_source, valid, recorded FROM fact WHERE content = c.id OFFSET 0) f
    JOIN document d ON d.id = c.document_id
    JOIN fact_key k ON k.id = f.key_source
    WHERE c.tenant = %(tenant)s AND c.topic = t.topic AND c.object_kind = t.object_kind AND c.topic IS NOT NULL
      AND f.valid @> t.as_of AND f.recorded @> %(known_at)s::timestamptz
    ORDER BY d.slug, f.id
    LIMIT %(facts)s
) r
ORDER BY t.place
