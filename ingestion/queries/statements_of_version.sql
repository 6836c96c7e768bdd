-- Every statement of a version in reading order, fact by fact: what an alignment compares.
SELECT o.start, c.id, c.section, c.quote, c.object_kind, c.object_value, c.scope, c.form
FROM fact_occurrence o JOIN fact_content c ON c.id = o.fact
WHERE o.version_id = %(version_id)s
ORDER BY o.start, o.ordinal
