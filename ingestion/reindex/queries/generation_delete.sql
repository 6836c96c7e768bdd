DELETE FROM generation WHERE name = %(name)s AND status <> 'live'
