UPDATE erasure SET stage = %(stage)s WHERE id = %(id)s AND status = 'running'
