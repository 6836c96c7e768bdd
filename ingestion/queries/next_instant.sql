-- The tenant's lock, held until commit, and the one instant of this recording: it never goes backwards.
UPDATE tenant SET watermark = greatest(clock_timestamp(), watermark + interval '1 microsecond')
WHERE name = %(tenant)s
RETURNING watermark
