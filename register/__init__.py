"""The published register: append-only tables, one writer, one reader, the document store.

Nothing confidential can be put in: the entry type has no field for it.
"""
