"""Fax by a mail-to-fax gateway: a mail to `<number>@<gateway>` with one PDF, A4.

When the gateway has taken the mail, the fax is *handed over* and no more: whether the other machine printed it is
known only from the gateway's report (docs/adr/0034).
"""

import json
from email.message import EmailMessage
from functools import cached_property
from importlib import resources
from zoneinfo import ZoneInfo

from issuance.domain.messages import Delivery, FaxNumber, MailAddress
from issuance.errors import ConfigError, IssuanceError
from issuance.outgoing.letter import Answer, Letter, Verdict
from issuance.outgoing.mail import Transport, envelope
from issuance.paper.errors import PaperError
from issuance.paper.fonts import FAMILIES
from issuance.paper.press import Press

NUMBER = "{number}"
_JAPAN = ZoneInfo("Asia/Tokyo")
_WORDS = {
    "ja": {"fax": "ファクシミリ", "to": "宛先", "from": "発信元", "date": "日時", "when": "%Y年%m月%d日 %H:%M"},
    "en": {"fax": "Fax", "to": "To", "from": "From", "date": "Date", "when": "%Y-%m-%d %H:%M (Japan)"},
}


def check_gateway(address: str) -> str:
    """Return the gateway's address with its place for the number; raise `ConfigError` where it cannot be one."""
    try:
        if address.count(NUMBER) != 1:
            raise ConfigError("the place for the number is missing or stands there twice")
        MailAddress(address.replace(NUMBER, "81312345678"))
    except IssuanceError as error:
        raise ConfigError(
            f"The setting fax_gateway is an address such as {NUMBER}@fax.example.jp, not {address!r}: {error}"
        ) from error
    return address


class FaxDoor:
    """Sends letters as faxes through the same mail server."""

    taken = Delivery.HANDED

    def __init__(self, transport: Transport, mail_from: str, gateway: str, *, sandbox: bool = False) -> None:
        self._transport = transport
        self._from = mail_from
        self._gateway = check_gateway(gateway)
        self._sandbox = sandbox

    @cached_property
    def _press(self) -> Press:
        return Press(sandbox=self._sandbox)

    def deliver(self, letter: Letter) -> Answer:
        """Draw the sheet and hand it over."""
        if not isinstance(letter.to, FaxNumber):
            return Answer(Verdict.REFUSED, "This is no fax number.")
        try:
            pdf = draw_fax(letter, self._press)
        except PaperError as error:
            return Answer.of(Verdict.REFUSED, str(error))
        recipient = self._gateway.replace(NUMBER, letter.to.digits)
        return self._transport.send(self._mail(letter, recipient, pdf), self._from, recipient)

    def close(self) -> None:
        """End the connection."""
        self._transport.close()

    def _mail(self, letter: Letter, recipient: str, pdf: bytes) -> EmailMessage:
        mail = envelope(letter, self._from, recipient=recipient)
        # Some gateways print the text as a page of its own: it is left empty.
        mail.set_content("\n")
        mail.add_attachment(pdf, maintype="application", subtype="pdf", filename="fax.pdf")
        return mail


def draw_fax(letter: Letter, press: Press) -> bytes:
    """Return the sheet as PDF; raise `PaperError` where a character cannot be printed."""
    words = _WORDS[letter.language]
    to = letter.to.printed if isinstance(letter.to, FaxNumber) else str(letter.to)
    data = {
        "language": letter.language,
        "fonts": list(FAMILIES),
        "words": words,
        "head": [
            [words["to"], to],
            [words["from"], letter.sender.name],
            [words["date"], letter.at.astimezone(_JAPAN).strftime(words["when"])],
        ],
        "subject": letter.subject,
        "paragraphs": [part.split("\n") for part in letter.body.strip().split("\n\n") if part.strip()],
        "foot": letter.sender.foot.split("\n"),
    }
    source = (resources.files("issuance.outgoing") / "fax.typ").read_text("utf-8")
    return press.typeset(f"#let data = json(bytes({_literal(json.dumps(data))}))\n{source}", letter.at)


def _literal(text: str) -> str:
    """Return an ASCII text as a string of typst's language."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
