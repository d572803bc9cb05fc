"""How long data is kept, what is kept longer, and who agrees to a purge (terms, article 17-1)."""
