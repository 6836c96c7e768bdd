SELECT id, conversation, question, answer FROM person_question WHERE tenant = %(tenant)s
