-- Those of some facts that an entry states under a key which takes effect at an instant or later; another of the same
-- instant may speak in its place.
SELECT s.fact
FROM unnest(%(facts)s::uuid[]) AS s (fact)
WHERE EXISTS (
    SELECT
    FROM fact_occurrence o
    JOIN entry e ON e.version_id = o.version_id
    JOIN keying k ON k.version_id = o.version_id
    WHERE o.fact = s.fact AND e.document_id = %(document_id)s AND upper_inf(e.recorded)
      AND e.effective_at >= %(following)s
      AND k.keys[array_position(k.facts, s.fact)] = %(key)s
      AND NOT EXISTS (
          SELECT
          FROM entry n
          WHERE n.document_id = e.document_id AND n.effective_at = e.effective_at AND n.number > e.number
            AND upper_inf(n.recorded)
      )
)
