SELECT tokens FROM token_budget WHERE tenant = %(tenant)s AND period = %(period)s;
