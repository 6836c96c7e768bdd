UPDATE answer_recall SET told_in = %(told_in)s
WHERE told_in IS NULL AND (answer, recall) IN (SELECT * FROM unnest(%(answers)s::uuid[], %(recalls)s::uuid[]))
