"""Post messages: in the act's own transaction, for the courier to send.

    post(unit, Message("registration_approved", MailAddress("trade@example.co.jp"), "ja", {"name": "…"}, organisation))

Either the act and its message both happen or neither does.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from issuance.domain.messages import LANGUAGES, Delivery, Message
from issuance.errors import IssuanceError
from issuance.storage.tables.messages import message as table
from issuance.storage.unit import Unit, new_id

_PLACEHOLDER = re.compile(r"\{([a-z][a-z_]*)\}")
_NAME = re.compile(r"[a-z][a-z_]{0,39}")
_DIRECTION_TRICKS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Characters that turn the direction of the text after them; a name with one could make a line read as another."""


class TemplateError(IssuanceError):
    """A template is missing or does not match its values: a fault of this program, found when it is posted."""


@dataclass(frozen=True)
class Rendered:
    """A message as it is read: one line of subject, a body in plain text."""

    subject: str
    body: str


@dataclass(frozen=True)
class Template:
    """A message's text in one language."""

    name: str
    subject: str
    body: str

    @property
    def placeholders(self) -> frozenset[str]:
        """The names of the values that it needs."""
        return frozenset(_PLACEHOLDER.findall(self.subject + self.body))

    def render(self, values: Mapping[str, str]) -> Rendered:
        """Put the values in; raise `TemplateError` unless they are exactly those that the template names."""
        if values.keys() != self.placeholders:
            missing = ", ".join(sorted(self.placeholders - values.keys())) or "none"
            unknown = ", ".join(sorted(values.keys() - self.placeholders)) or "none"
            raise TemplateError(f"Message {self.name}: missing values: {missing}; values without a place: {unknown}.")
        clean = {name: clean_text(value) for name, value in values.items()}
        subject = _PLACEHOLDER.sub(lambda found: clean[found[1]], self.subject)
        body = _PLACEHOLDER.sub(lambda found: clean[found[1]], self.body)
        return Rendered(" ".join(subject.split()), body.strip() + "\n")


def clean_text(text: str) -> str:
    """Return a text without control characters (line ends stay) and without tricks of direction."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(_DIRECTION_TRICKS)
    return "".join(c for c in lines if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp"))


def outline(text: str) -> str:
    """Return a template's line with dots in place of its values."""
    return _PLACEHOLDER.sub("…", text)


@cache
def load_template(name: str, language: str) -> Template:
    """Return a template; raise `TemplateError` where there is none, or it does not begin with a subject."""
    if not _NAME.fullmatch(name) or language not in LANGUAGES:
        raise TemplateError(f"There is no message {name!r} in {language!r}: a name is a_z, a language {LANGUAGES}.")
    try:
        text = (resources.files("issuance.messages") / f"{name}.{language}.txt").read_text("utf-8")
    except FileNotFoundError as error:
        raise TemplateError(f"The template issuance/messages/{name}.{language}.txt is missing.") from error
    subject, separator, body = text.partition("\n\n")
    if not separator or "\n" in subject or not subject.strip():
        raise TemplateError(f"The template {name}.{language}.txt does not begin with a subject and an empty line.")
    return Template(name, subject.strip(), body)


def post(unit: Unit, message: Message) -> str:
    """Write a message into the act's transaction, due at once; return its id."""
    load_template(message.template, message.language).render(message.values)
    row = new_id()
    content = {"to": str(message.to), "values": dict(message.values)}
    return unit.insert(
        table,
        id=row,
        channel=message.to.channel.value,
        template=message.template,
        language=message.language,
        organisation=message.organisation,
        content=unit.seal(table.c.content, row, content),
        state=Delivery.WAITING.value,
        attempts=0,
        written_at=unit.now,
        due_at=unit.now,
    )
