-- Unembedded are texts that the live generation's model has not seen; all of them where none is live yet.
SELECT (SELECT count(*) FROM passage_occurrence WHERE version_id = %(version_id)s) AS passages,
       (SELECT count(*) FROM fact_occurrence WHERE version_id = %(version_id)s) AS facts,
       (SELECT count(DISTINCT c.embedding_hash)
        FROM passage_occurrence o JOIN passage_content c ON c.id = o.passage
        WHERE o.version_id = %(version_id)s
          AND NOT EXISTS (SELECT
                          FROM embedding e JOIN generation g ON g.model = e.model AND g.precision = e.precision
                          WHERE e.hash = c.embedding_hash AND g.status = 'live')) AS unembedded
