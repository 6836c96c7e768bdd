SELECT name FROM generation WHERE status = 'live'
