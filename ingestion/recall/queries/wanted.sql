SELECT answer FROM recall_wanted WHERE tenant = %(tenant)s ORDER BY answer
