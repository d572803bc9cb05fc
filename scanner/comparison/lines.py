"""Lines of a box: the words of the form in the certificate's language, numbers and hashes as the paper writes them."""

import datetime as dt
from typing import Final

from scanner.comparison.form import Line, Look
from scanner.language import N_, day_text, said_in
from signing.content import Exporter, Measure, Party

NARROW_BLANK: Final = "\u202f"
HASH_GROUP: Final = 8


def plain(text: str) -> Line:
    """Return a line that was certified as it stands."""
    return Line(text, Look.PLAIN, text)


def strong(text: str) -> Line:
    """Return such a line, the one of its box that matters most."""
    return Line(text, Look.STRONG, text)


def decimal_text(value: str) -> str:
    """Return a decimal with narrow blanks between thousands; point and digits stay as they were signed."""
    whole, point, rest = value.partition(".")
    return f"{int(whole):,}".replace(",", NARROW_BLANK) + point + rest


def hash_text(digest: str) -> str:
    """Return hexadecimal in groups of eight, as the paper prints it."""
    return " ".join(digest[start : start + HASH_GROUP] for start in range(0, len(digest), HASH_GROUP))


def measure(of: Measure) -> str:
    """Return `11 840 kg`."""
    return f"{decimal_text(of.value)} {of.name}"


class FormWords:
    """The words of the form in the language of a certificate."""

    def __init__(self, language: str) -> None:
        self._language = language

    def said(self, text: str) -> str:
        """Return a word of the form; `text` is marked by `N_` where it stands."""
        return said_in(self._language, text)

    def labelled(self, label: str, value: str, look: Look = Look.PLAIN) -> Line:
        """Return a certified value behind a word of the form."""
        return Line(f"{self.said(label)} {value}", look, value)

    def day_text(self, day: dt.date) -> str:
        """Return `20 November 2026`, or as the certificate's language writes it: a month in words is never misread."""
        return day_text(day, self._language)

    def day(self, label: str, day: dt.date) -> Line:
        """Return a date behind a word of the form."""
        return self.labelled(label, self.day_text(day))

    def place_and_day(self, place: str, day: dt.date) -> Line:
        """Return `Tokyo, 20 November 2026`."""
        return plain(f"{place}, {self.day_text(day)}")

    def party(self, party: Party) -> tuple[Line, ...]:
        """Return name, address and the code of the country."""
        return strong(party.name), plain(party.address), Line(party.country, Look.SMALL)

    def exporter(self, exporter: Exporter) -> tuple[Line, ...]:
        """Return the exporter, and on whose behalf it exports."""
        behind = exporter.on_behalf_of
        if behind is None:
            return self.party(exporter)
        return *self.party(exporter), Line(self.said(N_("on behalf of")), Look.SMALL), *self.party(behind)
