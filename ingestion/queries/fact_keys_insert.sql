-- In the order given, so that their ids follow the order of reading.
INSERT INTO fact_key (tenant, key, source)
SELECT %(tenant)s, k.key, %(document_id)s
FROM (
    SELECT key FROM unnest(%(keys)s::uuid[]) WITH ORDINALITY AS k (key, place) GROUP BY key ORDER BY min(place)
) AS k
ON CONFLICT (key, source) DO NOTHING
