SELECT name AS tenant, conversations_kept AS kept FROM tenant ORDER BY name;
