-- Every key that a statement, or what a person said in its place, has ever held, and every one under which the sequence
-- states it now: one that was retracted by hand holds nothing.
SELECT k.key
FROM (SELECT %(stated)s::uuid AS id UNION SELECT id FROM fact_content WHERE corrects = %(stated)s) c
JOIN fact f ON f.content = c.id
JOIN fact_key k ON k.id = f.key_source
UNION
SELECT k.keys[array_position(k.facts, o.fact)]
FROM fact_occurrence o
JOIN entry e ON e.version_id = o.version_id AND upper_inf(e.recorded)
JOIN keying k ON k.version_id = o.version_id
WHERE o.fact = %(stated)s AND k.keys IS NOT NULL AND o.fact = ANY(k.facts)
