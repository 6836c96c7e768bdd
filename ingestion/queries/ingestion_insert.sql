INSERT INTO ingestion (id, tenant, document, version, version_id, repeat_key, workflow_id, actor, bulk)
VALUES (%(id)s, %(tenant)s, %(slug)s, %(number)s, %(version_id)s, %(repeat_key)s, %(workflow_id)s, %(actor)s, %(bulk)s)
