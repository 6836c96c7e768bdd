-- What one version says and no other.
SELECT ARRAY(SELECT DISTINCT o.passage
             FROM passage_occurrence o
             WHERE o.version_id = ANY(%(version_ids)s)
               AND NOT EXISTS (SELECT FROM passage_occurrence t
                               WHERE t.passage = o.passage AND t.version_id <> ALL(%(version_ids)s))) AS passages,
       ARRAY(SELECT DISTINCT c.id
             FROM fact_occurrence o
             JOIN fact_content c ON c.id = o.fact OR c.corrects = o.fact   -- and what a person said in its place
             WHERE o.version_id = ANY(%(version_ids)s)
               AND NOT EXISTS (SELECT FROM fact_occurrence t
                               WHERE t.fact = o.fact AND t.version_id <> ALL(%(version_ids)s))) AS facts
