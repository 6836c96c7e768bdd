UPDATE hand_edit SET recorded = tstzrange(lower(recorded), %(at)s) WHERE version_id = %(undone)s AND upper_inf(recorded)
