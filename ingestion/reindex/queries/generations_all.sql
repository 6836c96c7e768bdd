SELECT name, model, precision, dimensions, status FROM generation ORDER BY name
