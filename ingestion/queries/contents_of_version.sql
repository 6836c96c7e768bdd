SELECT ARRAY(SELECT DISTINCT passage FROM passage_occurrence WHERE version_id = %(version_id)s) AS passages,
       ARRAY(SELECT DISTINCT fact FROM fact_occurrence WHERE version_id = %(version_id)s) AS facts
