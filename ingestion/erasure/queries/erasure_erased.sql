UPDATE erasure
SET erased_at = %(at)s, work = %(work)s, digests = %(digests)s, report = report || %(report)s
WHERE id = %(id)s
