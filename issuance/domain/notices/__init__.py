"""What the office makes known: notices on the board, terms of service, pauses of the system, its end."""
