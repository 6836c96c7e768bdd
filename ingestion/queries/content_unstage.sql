DROP TABLE content_piece
