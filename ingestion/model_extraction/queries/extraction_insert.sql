INSERT INTO version_extraction (version_id, told) VALUES (%(version_id)s, %(told)s)
ON CONFLICT (version_id) DO UPDATE SET told = excluded.told;
