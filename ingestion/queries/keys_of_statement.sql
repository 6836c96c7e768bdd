-- Every key that a statement, or what a person said in its place, has ever held.
SELECT DISTINCT k.key
FROM (SELECT %(stated)s::uuid AS id UNION SELECT id FROM fact_content WHERE corrects = %(stated)s) c
JOIN fact f ON f.content = c.id
JOIN fact_key k ON k.id = f.key_source
