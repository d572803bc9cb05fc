"""What the office makes known: the board, terms of service, pauses, and how notices reach organisations."""
