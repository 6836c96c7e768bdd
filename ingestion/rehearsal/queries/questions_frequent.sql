-- What was asked most since a date, each question with the instant that was given for it, if one was, and
-- with whom it was answered for.
SELECT record ->> 'question' AS question,
       CASE WHEN record ->> 'time_source' = 'parameter' THEN (record ->> 'as_of')::timestamptz END AS as_of,
       coalesce(record -> 'scope', '{}') AS scope,
       count(*) AS times
FROM answer
WHERE tenant = %(tenant)s AND created_at >= %(since)s
  AND record ->> 'question' IS NOT NULL AND record ->> 'time_source' <> 'conversation' AND NOT record ? 'deleted'
GROUP BY 1, 2, 3
ORDER BY count(*) DESC, max(created_at) DESC, 1, 2
LIMIT %(limit)s
