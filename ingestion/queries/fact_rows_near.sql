-- The open rows of a key that lie in a window or touch it. Key, window and openness as fact_of_a_key_never_overlaps has
-- them: what was retired is not read.
SELECT f.id, f.content, k.key, lower(f.valid) AS valid_at, upper(f.valid) AS expired_at
FROM fact_key k
CROSS JOIN LATERAL (
    SELECT id, content, valid
    FROM fact
    WHERE point(key_source::double precision, key_source::double precision)
          ~= point(k.id::double precision, k.id::double precision)
      AND recorded @> 'infinity'::timestamptz
      AND valid && tstzrange(lower(%(near)s) - interval '1 microsecond', upper(%(near)s) + interval '1 microsecond')
) f
WHERE k.source = %(document_id)s AND k.key = %(key)s
