SELECT summary, summarised, summary_round
FROM conversation
WHERE tenant = %(tenant)s AND id = %(conversation)s AND deleted_at IS NULL;
