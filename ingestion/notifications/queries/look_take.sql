-- One publication to look at, kept from others until it is done.
SELECT l.event, l.tries, e.tenant, e.document, (e.about ->> 'version')::integer AS number, (e.about ->> 'recorded_at')::timestamptz AS at
FROM conflict_look l
JOIN event e ON e.id = l.event
ORDER BY l.tries, e.ordinal
LIMIT 1
FOR UPDATE OF l SKIP LOCKED
