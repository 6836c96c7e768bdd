-- Those of the passages, by row, that are known; with an instant, those that hold then. OFFSET 0: see facts_in_passages.
SELECT id
FROM (SELECT * FROM passage WHERE id = ANY(%(ids)s) OFFSET 0) p
WHERE tenant = %(tenant)s
  AND recorded @> %(known_at)s::timestamptz
  AND (%(as_of)s::timestamptz IS NULL OR valid @> %(as_of)s::timestamptz)
