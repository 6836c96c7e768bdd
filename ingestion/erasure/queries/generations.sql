SELECT name FROM generation ORDER BY name
