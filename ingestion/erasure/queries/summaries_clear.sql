-- After the turns that they tell of: whoever writes one from what was read before finds another round, and reads again.
UPDATE conversation SET summary = '', summarised = 0, summary_round = summary_round + 1
WHERE id = ANY(%(conversations)s) AND deleted_at IS NULL
