"""What somebody outside tells or asks: any visitor, so nothing of it is believed and hardly anything is demanded."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from issuance.errors import RefusedError
from issuance.language import _

MOST_TEXT = 4000
MOST_LINE = 200
MOST_ADDRESS = 500
"""Characters of a site's address: addresses meant to deceive are long."""
MOST_MAIL = 254
MOST_FILES = 3


class CaseKind(StrEnum):
    """Why somebody writes. The values are stored, and stand in the form's address."""

    DOCUMENT = "document"
    """I hold a suspicious document."""
    SITE = "site"
    """I saw a site that looks like the chamber's, or like the reference site."""
    INQUIRY = "inquiry"
    """An authority or a bank asks officially."""


class Asker(StrEnum):
    """For whom an official inquiry is made."""

    CUSTOMS = "customs"
    BANK = "bank"
    EMBASSY = "embassy"
    AUTHORITY = "authority"
    """Another one: a court, the police, a ministry."""


_LONGEST: Mapping[str, int] = {
    "number": MOST_LINE,
    "issued": MOST_LINE,
    "what": MOST_TEXT,
    "site": MOST_ADDRESS,
    "name": MOST_LINE,
    "organisation": MOST_LINE,
    "mail": MOST_MAIL,
    "file_number": MOST_LINE,
}


@dataclass(frozen=True)
class Report:
    """What was typed. All of it is sealed where it lies: it names persons, firms and access codes."""

    kind: CaseKind
    number: str = ""
    """As the reporter read it: it may be wrong, or only a part."""
    issued: str = ""
    """The issue date as it stands on the paper; in words of the reporter, for 10/11/2026 means two days."""
    what: str = ""
    country: str = ""
    """Where the paper was presented: ISO 3166-1."""
    site: str = ""
    asker: Asker | None = None
    name: str = ""
    organisation: str = ""
    mail: str = ""
    file_number: str = ""
    """Under which the asker keeps its own file; the answer names it."""

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """Return a report from what `values` once gave."""
        asker = values.get("asker")
        return cls(**{**values, "kind": CaseKind(values["kind"]), "asker": Asker(asker) if asker else None})

    def values(self) -> dict[str, Any]:
        """Return it as JSON holds it; what was left empty is left out."""
        return {name: str(value) for name, value in asdict(self).items() if value}

    def check(self) -> None:
        """Raise `RefusedError` with the first sentence that says what lacks or is too long."""
        for name, most in _LONGEST.items():
            if len(getattr(self, name)) > most:
                raise RefusedError(_("Write less: one of the fields is too long."))
        for _field, sentence in self.lacks():
            raise RefusedError(sentence)

    def lacks(self) -> Iterator[tuple[str, str]]:
        """Yield the fields that are needed and empty, each with its sentence."""
        if self.kind is CaseKind.SITE and not self.site:
            yield "site", _("Enter the address of the site.")
        if self.kind is not CaseKind.SITE and not self.what:
            yield "what", _("Say what you see, or what you ask.")
        if self.kind is CaseKind.INQUIRY:
            if self.asker is None:
                yield "asker", _("Choose for whom you ask.")
            if not self.name:
                yield "name", _("Enter your name: an official answer goes to a person.")
            if not self.organisation:
                yield "organisation", _("Enter your authority or bank.")
            if not self.mail:
                yield "mail", _("Enter your official e-mail address: the answer goes there.")
