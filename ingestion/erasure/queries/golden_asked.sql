SELECT id, question, answer FROM golden_question WHERE tenant = %(tenant)s
