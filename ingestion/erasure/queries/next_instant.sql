-- The tenant's lock, held until commit: from this recorded instant on the erased is gone.
UPDATE tenant SET watermark = greatest(clock_timestamp(), watermark + interval '1 microsecond')
WHERE name = %(tenant)s
RETURNING watermark
