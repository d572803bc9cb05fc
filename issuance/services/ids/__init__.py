"""Administrator ids, user ids, sub ids, signatories, and what each may do."""
