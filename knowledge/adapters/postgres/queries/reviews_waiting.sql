-- Edits by hand that count, of statements that an entry after the last one with the old words says otherwise or no more:
-- the first such entry, and the fact that it states under the key. One that was looked at, or whose successor was edited
-- by hand too, waits no more.
SELECT d.slug, coalesce(v.title, d.slug), h.number, h.kind, h.actor, h.reason, h.recorded_at,
       c.subject, c.predicate, c.quote, h.instead, v.cited_as, e.effective_at,
       (
           SELECT f.id
           FROM unnest(k.facts, k.keys) AS s (fact, key)
           JOIN fact_key fk ON fk.key = s.key AND fk.source = d.id
           JOIN fact f ON f.key_source = fk.id AND f.content = s.fact AND upper_inf(f.recorded)
           WHERE s.key = h.key
           ORDER BY lower(f.valid)
           LIMIT 1
       )
FROM document d
CROSS JOIN LATERAL (
    SELECT DISTINCT ON (b.fact) b.version_id, b.fact, w.number, w.kind, w.actor, w.reason, w.recorded_at,
           i.object_text AS instead,
           (SELECT fk.key FROM fact f JOIN fact_key fk ON fk.id = f.key_source
            WHERE f.content IN (b.fact, b.instead) ORDER BY lower(f.recorded) DESC LIMIT 1) AS key
    FROM hand_edit b
    JOIN version w ON w.id = b.version_id
    LEFT JOIN fact_content i ON i.id = b.instead
    WHERE b.document_id = d.id AND upper_inf(b.recorded)
    ORDER BY b.fact, w.number DESC
) h
JOIN fact_content c ON c.id = h.fact
CROSS JOIN LATERAL (
    SELECT e.version_id, e.effective_at, e.number
    FROM entry e
    WHERE e.document_id = d.id AND upper_inf(e.recorded)
      AND (e.effective_at, e.number) > (
          SELECT s.effective_at, s.number
          FROM entry s JOIN fact_occurrence o ON o.version_id = s.version_id AND o.fact = h.fact
          WHERE s.document_id = d.id AND upper_inf(s.recorded)
          ORDER BY s.effective_at DESC, s.number DESC
          LIMIT 1
      )
    ORDER BY e.effective_at, e.number
    LIMIT 1
) e
JOIN version v ON v.id = e.version_id
LEFT JOIN keying k ON k.version_id = v.id
WHERE d.tenant = %(tenant)s AND d.kind = 'document'
  AND NOT EXISTS (SELECT FROM review_closed r WHERE r.version_id = h.version_id)
  AND NOT EXISTS (
      SELECT FROM unnest(k.facts, k.keys) AS s (fact, key) JOIN hand_edit n ON n.fact = s.fact AND upper_inf(n.recorded)
      WHERE s.key = h.key)
ORDER BY d.slug, h.number
