-- Of this connection, empty after each transaction: made and dropped every time, it cost as much as all that is read from it.
CREATE TEMPORARY TABLE IF NOT EXISTS recall_changed (
    kind    text NOT NULL,
    content uuid NOT NULL,
    gone    uuid[],               -- rows that were retired
    changed tstzmultirange NOT NULL  -- where it was held and is no more, or is and was not
) ON COMMIT DELETE ROWS
