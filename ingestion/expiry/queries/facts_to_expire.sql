-- The facts in force, each with the instant at which what it rests on was last confirmed: by a version that states it, by a
-- person who said so, or by one who edited it. An expiry by a rule is no confirmation.
SELECT f.id AS row, s.id AS stated, f.document_id, d.slug, upper(f.valid) AS ends_at,
       lower(f.valid) AS begins_at,
       greatest(
           (SELECT max(e.effective_at)
            FROM fact_occurrence o JOIN entry e ON e.version_id = o.version_id AND upper_inf(e.recorded)
            WHERE o.fact = s.id AND e.effective_at <= %(now)s),
           (SELECT max(n.confirmed_at) FROM confirmation n WHERE n.fact = s.id AND n.confirmed_at <= %(now)s),
           (SELECT max(v.recorded_at)
            FROM hand_edit h JOIN version v ON v.id = h.version_id
            WHERE h.fact = s.id AND upper_inf(h.recorded) AND v.recorded_at <= %(now)s
              AND NOT EXISTS (SELECT FROM lapse l WHERE l.fact = h.fact AND l.edit = v.number))
       ) AS confirmed_at
FROM document d
JOIN fact f ON int8range(f.document_id, f.document_id, '[]') = int8range(d.id, d.id, '[]') AND upper_inf(f.recorded)
           AND f.valid @> %(now)s::timestamptz
JOIN fact_content c ON c.id = f.content
JOIN fact_content s ON s.id = coalesce(c.corrects, c.id)
WHERE d.tenant = %(tenant)s AND d.kind = 'document' AND d.erasure IS NULL
  AND (%(documents)s::text[] IS NULL OR d.slug = ANY(%(documents)s))
  AND (%(predicate)s::text IS NULL OR strpos(lower(c.predicate), lower(%(predicate)s)) > 0)
ORDER BY d.slug, f.id
