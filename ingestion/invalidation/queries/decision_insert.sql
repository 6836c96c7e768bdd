INSERT INTO invalidation_decision (id, invalidation, verb, shown, actor, reason)
VALUES (%(id)s, %(invalidation)s, %(verb)s, %(shown)s, %(actor)s, %(reason)s)
