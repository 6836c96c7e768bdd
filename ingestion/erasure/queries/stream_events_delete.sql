-- All of the tenant: pieces of text on their way may hold anything. Answers are not among them.
DELETE FROM stream_event e
USING conversation c
WHERE c.id = e.conversation AND c.tenant = %(tenant)s
