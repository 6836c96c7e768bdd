CREATE TEMPORARY TABLE content_piece (place integer NOT NULL, piece bytea NOT NULL)
