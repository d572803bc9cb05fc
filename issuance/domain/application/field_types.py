"""What is said of one field of an application's form."""

from dataclasses import dataclass
from enum import StrEnum

from signing.content import Kind


class Section(StrEnum):
    """The parts of the form, in the order of the page. Papers and what is ordered are no typed fields."""

    PARTIES = "parties"
    INVOICE = "invoice"
    DOCUMENT = "document"
    ORIGIN = "origin"
    TRANSPORT = "transport"
    GOODS = "goods"
    REMARKS = "remarks"
    DECLARATION = "declaration"


class Widget(StrEnum):
    """What a field is drawn as. All of them hold text; `LINES` follows from `FieldSpec.lines`."""

    TEXT = "text"
    CHOICE = "choice"
    CHECK = "check"
    """Holds `yes` or nothing."""
    DATE = "date"
    DECIMAL = "decimal"
    COUNTRY = "country"
    """Code or name; pages may suggest `countries.suggestions`."""
    COUNTRIES = "countries"
    CURRENCY = "currency"
    UNIT = "unit"
    """Word, code or abbreviation; pages may suggest `codes.units.suggestions`."""
    PACKAGE = "package"
    HS = "hs"


class Need(StrEnum):
    """Whether something must stand there."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    TOGETHER = "together"
    """All fields of the same `group`, or none of them."""


@dataclass(frozen=True)
class Choice:
    """One of the answers of a `CHOICE`. `label` is marked for translation."""

    value: str
    label: str


@dataclass(frozen=True)
class FieldSpec:
    """One field, or one column of the goods table. `label` and `hint` are marked for translation: say them with `_`."""

    name: str
    label: str
    section: Section
    kinds: frozenset[Kind]
    limit: int
    """Characters that the paper's box takes."""
    lines: int = 1
    """Lines that it takes; more than 1 makes a text area."""
    widget: Widget = Widget.TEXT
    need: Need = Need.REQUIRED
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    default: str = ""
    """What counts where nothing was chosen, and what a blank form shows."""
    group: str = ""
    only_if: tuple[str, str] | None = None
    """Counts only while another field (its default counts) holds a value; else what it holds is kept and not read."""
