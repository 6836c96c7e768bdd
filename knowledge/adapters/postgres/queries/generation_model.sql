SELECT model, precision FROM generation WHERE name = %(name)s
