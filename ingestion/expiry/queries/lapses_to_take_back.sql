-- Facts that were confirmed after they had lapsed, as `facts_to_expire` tells.
SELECT l.rule, l.fact, l.confirmed_at, l.edit, d.slug
FROM lapse l JOIN document d ON d.id = l.document_id
WHERE d.tenant = %(tenant)s AND l.rule = %(rule)s AND l.edit IS NOT NULL AND l.taken_back IS NULL
  AND greatest(
           (SELECT max(e.effective_at)
            FROM fact_occurrence o JOIN entry e ON e.version_id = o.version_id AND upper_inf(e.recorded)
            WHERE o.fact = l.fact AND e.effective_at <= %(now)s),
           (SELECT max(n.confirmed_at) FROM confirmation n WHERE n.fact = l.fact AND n.confirmed_at <= %(now)s),
           (SELECT max(v.recorded_at)
            FROM hand_edit h JOIN version v ON v.id = h.version_id
            WHERE h.fact = l.fact AND upper_inf(h.recorded) AND v.recorded_at <= %(now)s
              AND NOT EXISTS (SELECT FROM lapse l WHERE l.fact = h.fact AND l.edit = v.number))
       ) > l.confirmed_at
ORDER BY d.slug, l.fact
