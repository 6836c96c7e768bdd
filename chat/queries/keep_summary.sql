UPDATE conversation
SET summary = %(summary)s, summarised = %(summarised)s, summary_round = summary_round + 1
WHERE tenant = %(tenant)s AND id = %(conversation)s AND deleted_at IS NULL AND summary_round = %(round)s;
