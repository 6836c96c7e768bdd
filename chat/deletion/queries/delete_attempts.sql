DELETE FROM turn_attempt WHERE conversation = %(conversation)s;
