SELECT name, model, precision, dimensions, status
FROM generation
WHERE status = 'retired'
ORDER BY retired_at DESC NULLS LAST, created_at DESC
LIMIT 1
