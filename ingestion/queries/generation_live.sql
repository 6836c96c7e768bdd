SELECT name, model, precision, dimensions FROM generation WHERE status = 'live'
