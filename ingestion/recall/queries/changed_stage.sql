CREATE TEMPORARY TABLE recall_changed (
    kind    text NOT NULL,
    content uuid NOT NULL,
    gone    uuid[],               -- rows that were retired
    changed tstzmultirange NOT NULL  -- where it was held and is no more, or is and was not
) ON COMMIT DROP
