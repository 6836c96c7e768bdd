DELETE FROM person_question WHERE conversation = %(conversation)s;
