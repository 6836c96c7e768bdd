UPDATE erasure
SET status = 'done', stage = 'erased', work = '{}', finished_at = clock_timestamp(), report = report || %(report)s
WHERE id = %(id)s AND status = 'running'
