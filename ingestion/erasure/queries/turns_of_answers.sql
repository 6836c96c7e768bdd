SELECT conversation, number, recent FROM turn WHERE answer = ANY(%(answers)s)
