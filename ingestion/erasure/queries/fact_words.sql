-- Where the statement of a fact stands in the parsed texts: once for each version that says it.
SELECT c.id, c.quote, substring(v.parsed_text FROM o.start + 1 FOR o."end" - o.start) AS words
FROM fact f
JOIN fact_content c ON c.id = f.content
LEFT JOIN fact_occurrence o ON o.fact = c.id
LEFT JOIN version v ON v.id = o.version_id AND v.parsed_text IS NOT NULL
WHERE f.id = %(fact)s
