SELECT id
FROM unnest(%(ids)s::uuid[]) AS held (id)
WHERE NOT EXISTS (SELECT FROM passage p WHERE p.id = held.id)
  AND NOT EXISTS (SELECT FROM index_outbox o WHERE held.id = ANY(o.points))
ORDER BY id
