-- What one version says and no other.
SELECT ARRAY(SELECT DISTINCT o.passage
             FROM passage_occurrence o
             WHERE o.version_id = %(version_id)s
               AND NOT EXISTS (SELECT FROM passage_occurrence t
                               WHERE t.passage = o.passage AND t.version_id <> o.version_id)) AS passages,
       ARRAY(SELECT DISTINCT o.fact
             FROM fact_occurrence o
             WHERE o.version_id = %(version_id)s
               AND NOT EXISTS (SELECT FROM fact_occurrence t
                               WHERE t.fact = o.fact AND t.version_id <> o.version_id)) AS facts
