UPDATE conversation c
SET title = NULL, summary = '', summarised = 0, summary_round = summary_round + 1,
    deleted_at = clock_timestamp(), deleted_by = %(actor)s,
    deleted_turns = (SELECT count(*) FROM turn t WHERE t.conversation = c.id)
WHERE c.id = %(conversation)s;
