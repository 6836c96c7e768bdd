UPDATE turn SET recent = recent || %(recent)s WHERE conversation = %(conversation)s AND number = %(number)s
