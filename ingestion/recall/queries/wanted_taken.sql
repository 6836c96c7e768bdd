DELETE FROM recall_wanted WHERE answer = %(answer)s
