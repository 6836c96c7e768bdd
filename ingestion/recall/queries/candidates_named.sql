INSERT INTO recall_candidate (recall, answer)
SELECT %(id)s::uuid, answer FROM unnest(%(answers)s::uuid[]) AS answer
ON CONFLICT DO NOTHING
