-- Imports are no versions of anything. A withdrawal has no title of its own: it takes that of what it withdraws.
SELECT d.slug, coalesce(v.title, before.title, d.slug), v.number, v.effective_at
FROM document d
JOIN version v ON v.document_id = d.id AND v.recorded_at <= %(known_at)s
LEFT JOIN LATERAL (
    SELECT b.title
    FROM version b
    WHERE v.title IS NULL AND b.document_id = d.id AND b.title IS NOT NULL AND b.recorded_at <= %(known_at)s
      AND (b.effective_at, b.number) < (v.effective_at, v.number)
    ORDER BY b.effective_at DESC, b.number DESC
    LIMIT 1
) before ON true
WHERE d.tenant = %(tenant)s AND d.kind = 'document'
ORDER BY v.effective_at, d.slug, v.number
