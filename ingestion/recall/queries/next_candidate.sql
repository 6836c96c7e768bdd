SELECT answer FROM recall_candidate WHERE recall = %(id)s ORDER BY answer LIMIT 1
