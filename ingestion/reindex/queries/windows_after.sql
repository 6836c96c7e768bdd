SELECT id, lower(valid) AS valid_at, upper(valid) AS expired_at, lower(recorded) AS recorded_at,
       upper(recorded) AS retired_at
FROM passage
WHERE id > %(after)s
ORDER BY id
LIMIT %(limit)s
