-- What a hand edit is about: the statement, whose keys may be others now than when it was edited.
SELECT fact AS stated FROM hand_edit WHERE version_id = %(undone)s
