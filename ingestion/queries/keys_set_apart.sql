-- Also keys that hold nothing yet: a statement may speak of days on which its text is not in force.
INSERT INTO fact_key AS k (tenant, key, source, apart)
SELECT %(tenant)s, a.key, %(document_id)s, true
FROM unnest(%(keys)s::uuid[]) AS a (key)
WHERE NOT EXISTS (SELECT FROM fact_key h WHERE h.key = a.key AND h.source = %(document_id)s AND h.apart)
ON CONFLICT (key, source) DO UPDATE SET apart = true
