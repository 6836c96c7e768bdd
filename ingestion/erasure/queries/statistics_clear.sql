-- A table that is empty now keeps the samples of before: ANALYZE passes it over.
SELECT pg_clear_attribute_stats(schemaname::text, tablename::text, attname::text, inherited)
FROM pg_stats
WHERE schemaname = current_schema()
