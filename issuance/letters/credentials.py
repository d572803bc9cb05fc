"""The letter by which the holder of an id gets the one-time code for the first password (terms, articles 8-1, 9-1)."""

import datetime as dt
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import segno

from issuance.domain.calendar import japan_date
from issuance.domain.ids import IdKind
from issuance.domain.settings import ChamberSettings
from issuance.language import N_, _, speaking
from issuance.paper.fonts import FAMILIES
from issuance.paper.press import Press

_SUBJECTS = {
    IdKind.ADMINISTRATOR: N_("Your administrator id"),
    IdKind.USER: N_("Your user id"),
    IdKind.SUB: N_("Your sub id"),
    IdKind.STAFF: N_("Your id"),
    IdKind.FEDERATION: N_("Your id"),
}
MOST_ADDRESS_LINES = 6
"""What the window of the envelope shows."""


@dataclass(frozen=True)
class CredentialLetter:
    """What one letter says. `code` is secret: it is printed and kept nowhere."""

    kind: IdKind
    login: str
    code: str
    link: str
    expires: dt.datetime
    language: str
    address: Sequence[str]
    """As in the envelope's window: postal code, address, organisation, person."""


def print_letter(press: Press, letter: CredentialLetter, settings: ChamberSettings, now: dt.datetime) -> bytes:
    """Return the letter as PDF/A-2b, one page of A4."""
    with speaking(letter.language):
        data = _data(letter, settings, now)
    svg = io.BytesIO()
    segno.make(letter.link, error="m", micro=False).save(svg, kind="svg", border=0, dark="#101820", xmldecl=False)
    texts = {
        "main.typ": (resources.files("issuance.letters") / "letter.typ").read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
        "link.svg": svg.getvalue(),
    }
    return press.typeset_files(texts, now)


def _data(letter: CredentialLetter, settings: ChamberSettings, now: dt.datetime) -> dict[str, object]:
    language = letter.language
    contact = settings.contact
    sender = settings.names.text(language)
    reach = (
        contact.department.text(language),
        contact.mail,
        contact.phone and _("Phone %(number)s", number=contact.phone),
    )
    return {
        "language": language,
        "families": list(FAMILIES),
        "address": [line for line in letter.address if line][:MOST_ADDRESS_LINES],
        "sender": sender,
        "date": written_date(japan_date(now), language),
        "subject": _(_SUBJECTS[letter.kind]),
        "opening": _(
            "With this id you use the online issuance of trade certificates of %(chamber)s. Choose your password "
            "with the one-time code below.",
            chamber=sender,
        ),
        "facts": [
            {"label": _("Login"), "value": letter.login, "large": True},
            {"label": _("One-time code"), "value": letter.code, "large": True},
            {"label": _("Web address"), "value": letter.link, "large": False},
            {"label": _("Good until"), "value": written_date(japan_date(letter.expires), language), "large": False},
        ],
        "steps": [
            _("Open the address in a browser: type it, or scan the QR code."),
            _("Type the login and the one-time code. Capitals and hyphens do not matter."),
            _("Choose a password of at least 12 characters, and destroy this letter."),
        ],
        "care": _(
            "This id is for you alone: do not tell, lend or hand it to anybody. If this letter was open when it came, "
            "do not use it and tell us at once. We never ask for your password."
        ),
        "note": settings.texts.letter.text(language),
        "foot": [
            " · ".join(text for text in (sender, settings.address.text(language).replace("\n", " ")) if text),
            " · ".join(text for text in reach if text),
        ],
    }


def written_date(day: dt.date, language: str) -> str:
    """Return a date as a letter says it: 2026年3月10日, 10 March 2026."""
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
