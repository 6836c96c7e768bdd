DELETE FROM turn WHERE conversation = %(conversation)s;
