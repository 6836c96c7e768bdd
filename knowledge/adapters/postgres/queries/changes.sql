-- An import has no entry here. A withdrawal has no title of its own: it takes that of what it withdraws.
SELECT d.slug, coalesce(v.title, before.title, d.slug), v.cited_as, e.effective_at
FROM document d
JOIN entry e ON e.document_id = d.id AND e.recorded @> %(known_at)s::timestamptz
JOIN version v ON v.id = e.version_id
LEFT JOIN LATERAL (
    SELECT bv.title
    FROM entry b JOIN version bv ON bv.id = b.version_id
    WHERE v.title IS NULL AND b.document_id = d.id AND bv.title IS NOT NULL AND b.recorded @> %(known_at)s::timestamptz
      AND (b.effective_at, b.number) < (e.effective_at, e.number)
    ORDER BY b.effective_at DESC, b.number DESC
    LIMIT 1
) before ON true
WHERE d.tenant = %(tenant)s
ORDER BY e.effective_at, d.slug, e.number
