UPDATE conflict_look SET tries = tries + 1 WHERE event = %(event)s
