DELETE FROM conflict_look WHERE event = %(event)s
