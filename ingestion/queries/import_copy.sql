COPY import_row (content, key, subject, predicate, object_kind, object_value, object_text, scope, valid)
FROM STDIN (FORMAT BINARY)
