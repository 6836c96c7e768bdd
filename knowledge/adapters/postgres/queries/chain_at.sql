SELECT hash FROM sealed_record WHERE tenant = %(tenant)s AND number = %(number)s
