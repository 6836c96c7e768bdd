SELECT ARRAY(SELECT DISTINCT passage FROM passage_occurrence WHERE version_id = %(version_id)s) AS passages
