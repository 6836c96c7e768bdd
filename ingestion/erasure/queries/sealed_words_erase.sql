UPDATE sealed_parts SET parts = without_words(parts, ARRAY[%(name)s::text], %(note)s) WHERE answer = %(answer)s
