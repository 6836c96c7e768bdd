SELECT as_released(a) AS record FROM answer a WHERE a.id = %(id)s AND a.tenant = %(tenant)s
