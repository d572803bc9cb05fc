"""Fees (terms, article 11): what is owed for an application, what was paid, and the balance of who pays."""
