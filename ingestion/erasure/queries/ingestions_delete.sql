DELETE FROM ingestion
WHERE tenant = %(tenant)s AND document = %(document)s AND (%(version)s::integer IS NULL OR version = %(version)s)
