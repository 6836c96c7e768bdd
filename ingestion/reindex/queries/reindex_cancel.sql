UPDATE reindex SET cancelling = true WHERE tenant = %(tenant)s AND id = %(id)s AND status = 'running'
