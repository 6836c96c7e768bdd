UPDATE erasure SET work = jsonb_set(work, '{conversations}', %(conversations)s) WHERE id = %(id)s AND status = 'running'
