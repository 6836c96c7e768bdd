SELECT name
FROM generation
WHERE status = 'retired'
ORDER BY retired_at DESC NULLS LAST, created_at DESC
OFFSET %(kept)s
