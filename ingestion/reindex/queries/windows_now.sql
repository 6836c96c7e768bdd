SELECT id, lower(valid) AS valid_at, upper(valid) AS expired_at, lower(recorded) AS recorded_at,
       upper(recorded) AS retired_at, EXISTS (SELECT FROM index_outbox o WHERE p.id = ANY(o.points)) AS waiting
FROM passage p
WHERE id = ANY(%(ids)s)
