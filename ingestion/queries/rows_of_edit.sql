-- What an edit by hand recorded of a source without a text, and what it retired.
SELECT f.id, f.content, k.key, lower(f.valid) AS valid_at, upper(f.valid) AS expired_at, f.cause = %(undone)s AS recorded,
       upper_inf(f.recorded) AS held
FROM fact f
JOIN fact_key k ON k.id = f.key_source
WHERE f.key_source IN (SELECT key_source FROM edit WHERE cause = %(undone)s)
  AND (f.cause = %(undone)s OR upper(f.recorded) = (SELECT recorded_at FROM version WHERE id = %(undone)s))
