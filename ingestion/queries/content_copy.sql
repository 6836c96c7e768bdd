COPY content_piece (place, piece) FROM STDIN (FORMAT BINARY)
