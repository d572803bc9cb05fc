"""What is ordered with a certificate: COPY sheets, rush, and which earlier one it replaces, because of whose error.

It is typed into the form's last section and kept in the entry under names of its own (`order.copies`), beside what
stands on the paper.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.application.entry import Entry
from issuance.domain.application.problems import Problem
from issuance.domain.settings.fees import MOST_COPIES
from issuance.language import _
from signing.errors import NumberError
from signing.number import is_public_number, parse_typed_number

COPIES, RUSH, REPLACES = "order.copies", "order.rush", "order.replaces"
FAULT, WHY = "order.fault", "order.why"
"""Of a replacement: whose error makes it necessary (`Fault`'s values), and what is wrong in the old one."""
NAMES = (COPIES, RUSH, REPLACES, FAULT, WHY)

LONGEST_WHY = 500


class Fault(StrEnum):
    """Whose error a replacement mends, as its applicant sees it. That it is free decides an officer."""

    EXPORTER = "exporter"
    CHAMBER = "chamber"


@dataclass(frozen=True)
class Order:
    """What the columns of an application hold; what was typed wrongly counts as nothing until it is mended."""

    copies: int = 0
    rush: bool = False
    replaces: str | None = None
    """Public number."""

    @property
    def columns(self) -> dict[str, object]:
        """Return it as columns of the table."""
        return {"copies": self.copies, "rush": self.rush, "replaces": self.replaces}


def read_order(entry: Entry) -> tuple[Order, tuple[Problem, ...]]:
    """Read it from what was typed; say what cannot be read."""
    problems = []
    typed = unicodedata.normalize("NFKC", entry.get(COPIES)).strip()
    copies = _copies(typed)
    if copies is None:
        told = _("“%(typed)s” is no number of copies: write 0 to %(most)s.", typed=typed[:40], most=MOST_COPIES)
        problems.append(Problem(COPIES, told))
    replaces = public_number_of(entry.get(REPLACES))
    if entry.get(REPLACES).strip() and replaces is None:
        problems.append(
            Problem(
                REPLACES,
                _(
                    "“%(typed)s” is no certificate number: write it as it is printed, for example TYO26-001234.",
                    typed=entry.get(REPLACES).strip()[:40],
                ),
            )
        )
    if len(entry.get(WHY)) > LONGEST_WHY:
        problems.append(Problem(WHY, _("Write at most %(most)s characters.", most=LONGEST_WHY)))
    return Order(copies or 0, entry.get(RUSH) == "yes", replaces), tuple(problems)


def fault_in(entry: Entry) -> Fault:
    """Return whose error an applicant says it was: its own, unless it says otherwise."""
    return Fault.CHAMBER if entry.get(FAULT) == Fault.CHAMBER else Fault.EXPORTER


def _copies(typed: str) -> int | None:
    """Return a number of copies; None for what is none."""
    if not typed:
        return 0
    digits = typed.lstrip("0") or "0"
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= len(str(MOST_COPIES))):
        return None
    return int(digits)


def public_number_of(typed: str) -> str | None:
    """Return the public number that was typed, alone or as part of a whole number; None where it is neither."""
    text = unicodedata.normalize("NFKC", typed).strip().upper()
    if is_public_number(text):
        return text
    try:
        return parse_typed_number(text).public
    except NumberError:
        return None


def without_order(entry: Entry) -> Entry:
    """Return what stands on the paper alone."""
    return entry.model_copy(update={"fields": {name: text for name, text in entry.fields.items() if name not in NAMES}})
