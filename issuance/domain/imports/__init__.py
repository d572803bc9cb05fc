"""Past certificates of a chamber that moves here: reading a file of them, row by row."""
