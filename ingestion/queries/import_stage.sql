CREATE TEMPORARY TABLE import_row (
    content      uuid NOT NULL,
    key          uuid NOT NULL,
    subject      text NOT NULL,
    predicate    text NOT NULL,
    object_kind  text NOT NULL,
    object_value text NOT NULL,
    object_text  text NOT NULL,
    scope        text NOT NULL,
    valid        tstzrange NOT NULL
) ON COMMIT DROP
