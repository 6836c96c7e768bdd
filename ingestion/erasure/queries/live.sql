SELECT name, model, precision FROM generation WHERE status = 'live'
