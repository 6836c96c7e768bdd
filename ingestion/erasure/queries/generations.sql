SELECT name FROM generation WHERE status <> 'retired'
