-- The next ones and how many are left, the shortest first.
SELECT unseen.*, count(*) OVER () AS remaining
FROM (SELECT DISTINCT ON (c.embedding_hash) c.embedding_hash, c.embedded_text, c.statements
      FROM passage_occurrence o JOIN passage_content c ON c.id = o.passage
      WHERE o.version_id = %(version_id)s
        AND NOT EXISTS (SELECT FROM embedding e
                        WHERE e.hash = c.embedding_hash AND e.model = %(model)s AND e.precision = %(precision)s)) AS unseen
ORDER BY length(embedded_text), embedding_hash
LIMIT %(most)s
