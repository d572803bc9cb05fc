"""Words and pairs of characters of organisations' names, blind-indexed: what a search looks through."""

from sqlalchemy import Column, Index, LargeBinary

from issuance.storage.tables.base import of_the_same_chamber, tenant_table

token = tenant_table(
    "name_token",
    Column("token", LargeBinary(16), primary_key=True, comment="blind index of a word or of two characters"),
    of_the_same_chamber("id", "organisation"),
)
Index("ix_name_token_token", token.c.chamber, token.c.token, token.c.id)
"""With the id: who has a token is read from it in order, and no further than a search needs."""
