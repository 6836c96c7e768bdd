-- Of what is still kept: an erasure may have cleared some meanwhile.
INSERT INTO model_reading_use (version_id, tenant, digest)
SELECT %(version_id)s, r.tenant, r.digest
FROM model_reading r
WHERE r.tenant = %(tenant)s AND r.digest = ANY(%(digests)s)
FOR KEY SHARE
ON CONFLICT DO NOTHING;
