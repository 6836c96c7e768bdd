COPY import_row (content, key, subject, predicate, object_kind, object_value, object_text, scope, valid_at, expired_at)
FROM STDIN (FORMAT BINARY)
