SELECT p.id, p.valid, p.recorded, p.cause, lower(p.valid) AS valid_at, upper(p.valid) AS expired_at,
       lower(p.recorded) AS recorded_at, upper(p.recorded) AS retired_at
FROM passage p
WHERE p.content = %(old)s
ORDER BY p.id
