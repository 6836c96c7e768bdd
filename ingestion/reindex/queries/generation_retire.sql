UPDATE generation SET status = 'retired' WHERE name = %(name)s AND status = 'building'
