UPDATE passage_occurrence SET passage = %(new)s WHERE passage = %(old)s
