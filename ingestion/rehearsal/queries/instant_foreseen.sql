-- The instant at which the publication would be recorded now, without the tenant's lock: nothing is.
SELECT greatest(clock_timestamp(), watermark + interval '1 microsecond') AS watermark
FROM tenant
WHERE name = %(tenant)s
