SELECT conversations_kept AS kept FROM tenant WHERE name = %(tenant)s;
