-- The version of pgvector: the one in this database, else the one that would be created.
SELECT coalesce(installed_version, default_version) FROM pg_available_extensions WHERE name = 'vector'
