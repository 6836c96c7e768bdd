-- What was asked most since a date, each question with the instant that was given for it, if one was, with the document
-- that alone was asked, and with whom it was answered for. One whose words were erased is not asked.
SELECT a.record ->> 'question' AS question,
       CASE WHEN a.record ->> 'time_source' = 'parameter' THEN (a.record ->> 'as_of')::timestamptz END AS as_of,
       (p.parts #>> '{question,content}')::jsonb #>> '{asked,document}' AS document,
       coalesce(a.record -> 'scope', '{}') AS scope,
       count(*) AS times
FROM answer a
LEFT JOIN sealed_parts p ON p.answer = a.id
WHERE a.tenant = %(tenant)s AND a.created_at >= %(since)s
  AND a.record ->> 'question' IS NOT NULL AND a.record ->> 'time_source' <> 'conversation' AND NOT a.record ? 'deleted'
  AND (p.answer IS NULL OR p.parts -> 'question' ? 'content')
GROUP BY 1, 2, 3, 4
ORDER BY count(*) DESC, max(a.created_at) DESC, 1, 2, 3
LIMIT %(limit)s
