SELECT name, model, precision, dimensions, status
FROM generation
WHERE status IN ('live', 'building')
ORDER BY status = 'live' DESC, name
