"""What the cashier looks for: a name, a payment reference, an application's, a certificate's or an invoice's number.

Usage: ``where, payers = looked_for(unit, "F-7K3M-Q9XW")``.
"""

import re
import unicodedata
from collections.abc import Sequence

from sqlalchemy import ColumnElement

from issuance.services.applications.indexes import invoice_index
from issuance.storage.name_index import find_names
from issuance.storage.references import read_reference
from issuance.storage.tables.applications import application
from issuance.storage.tables.fees import charge
from issuance.storage.unit import Unit
from signing.errors import SigningError
from signing.number import parse_typed_number

LONGEST_QUESTION = 100
MOST_PAYERS = 10
_REFERENCE = re.compile(r"([AF])-?[0-9A-Z]{4}-?[0-9A-Z]{4}", re.IGNORECASE)


def looked_for(unit: Unit, question: str) -> tuple[ColumnElement[bool], Sequence[str]]:
    """Return the condition of the charges that a question means, and the payers whose names it has."""
    text = unicodedata.normalize("NFKC", question[:LONGEST_QUESTION]).strip()
    if found := _REFERENCE.fullmatch(text):
        column = charge.c.reference if found[1].upper() == "F" else application.c.reference
        return column == read_reference(text), ()
    try:
        return application.c.certificate == parse_typed_number(text).canonical, ()
    except SigningError:
        pass
    payers = find_names(unit, text, MOST_PAYERS)
    # As on the officers' list: a text with a figure in it that no name has is an invoice's number.
    if not payers and any(sign.isdigit() for sign in text):
        return application.c.invoice_index == invoice_index(unit, text), ()
    return charge.c.organisation.in_(payers), payers
