SELECT (SELECT count(*) FROM passage_occurrence WHERE version_id = %(version_id)s) AS passages,
       (SELECT count(*) FROM fact_occurrence WHERE version_id = %(version_id)s) AS facts
