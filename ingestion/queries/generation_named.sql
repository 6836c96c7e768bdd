SELECT name, model, precision, dimensions, status FROM generation WHERE name = %(name)s
