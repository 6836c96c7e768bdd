SELECT name, model, precision, dimensions, status FROM generation WHERE status = 'live'
