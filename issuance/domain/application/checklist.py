"""What an officer has to have looked at before an application goes on: a list per kind of certificate.

The answers are kept with the version that was looked at (`storage/application_checks.py`): a version that is submitted
anew is looked at anew.
"""

from enum import StrEnum

from signing.content import Kind


class Check(StrEnum):
    """A point to check. The values are stored."""

    EXPORTER = "exporter"
    SIGNATORY = "signatory"
    INVOICE = "invoice"
    GOODS = "goods"
    TRANSPORT = "transport"
    ORIGIN_JAPAN = "origin japan"
    ORIGIN_FOREIGN = "origin foreign"
    AMOUNT = "amount"
    DOCUMENT = "document"
    DOCUMENT_SIGNED = "document signed"
    DOCUMENT_HARMLESS = "document harmless"
    REPLACED = "replaced"
    WATCHED = "watched"


_ALL = frozenset(Kind)
_ORIGIN = frozenset({Kind.COO_JP, Kind.COO_FOREIGN})
_ON_A_DOCUMENT = frozenset({Kind.INVOICE, Kind.SIGNATURE})

_POINTS: tuple[tuple[Check, frozenset[Kind]], ...] = (
    (Check.EXPORTER, _ALL),
    (Check.SIGNATORY, _ALL),
    (Check.INVOICE, _ORIGIN | {Kind.INVOICE}),
    (Check.GOODS, _ORIGIN),
    (Check.ORIGIN_JAPAN, frozenset({Kind.COO_JP})),
    (Check.ORIGIN_FOREIGN, frozenset({Kind.COO_FOREIGN})),
    (Check.TRANSPORT, _ORIGIN),
    (Check.AMOUNT, frozenset({Kind.INVOICE})),
    (Check.DOCUMENT, _ON_A_DOCUMENT),
    (Check.DOCUMENT_SIGNED, frozenset({Kind.SIGNATURE})),
    (Check.DOCUMENT_HARMLESS, frozenset({Kind.SIGNATURE})),
)


def checklist(kind: Kind, *, replaces: bool, watched: bool) -> tuple[Check, ...]:
    """Return the points for an application of a kind, in the order in which one looks.

    `replaces`: it is to replace a certificate. `watched`: its destination stands on the chamber's watch list.
    """
    points = [check for check, kinds in _POINTS if kind in kinds]
    if replaces:
        points.append(Check.REPLACED)
    if watched:
        points.append(Check.WATCHED)
    return tuple(points)
