SELECT id, record ->> 'question' AS question FROM answer WHERE tenant = %(tenant)s AND record ? 'question'
