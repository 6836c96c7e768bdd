SELECT model, precision FROM generation WHERE status = 'live'
