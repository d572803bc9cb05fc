"""What goes out by any way, and what the next server says of it."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from issuance.domain.messages import Delivery, FaxNumber, MailAddress
from issuance.errors import IssuanceError

MAX_ANSWER = 300
_ADDRESS = re.compile(r"<?[^\s<>]+@[^\s<>]+>?|\+?\d[\d\- ]{7,}\d")


class UnreachableError(IssuanceError):
    """The server cannot be used at all just now: no message is at fault, and none of its attempts was used up."""


@dataclass(frozen=True)
class Sender:
    """A chamber as people see it in their mail."""

    name: str
    """In the language of the message."""
    reply_to: str | None = None
    """Where answers go; the address from which mail is sent is read by nobody."""
    foot: str = ""
    """How the chamber is reached; stands below every message."""


@dataclass(frozen=True)
class Letter:
    """One message, written out."""

    id: str
    """The same at every attempt, and unlike any other's: servers can drop what they have had already."""
    to: MailAddress | FaxNumber
    language: str
    subject: str
    body: str
    sender: Sender
    at: dt.datetime


class Verdict(StrEnum):
    """What the next server says of a message."""

    TAKEN = "taken"
    PUT_OFF = "put off"
    """Not now (4xx), or the connection ended before it answered."""
    REFUSED = "refused"
    """Never (5xx)."""


@dataclass(frozen=True)
class Answer:
    """The server's word. `text` names no address: it is stored in the clear and shown on a list."""

    verdict: Verdict
    text: str

    @classmethod
    def of(cls, verdict: Verdict, text: str) -> "Answer":
        """Return an answer whose text may stand on a list: one line, without addresses and numbers."""
        line = " ".join(_ADDRESS.sub("…", text).split())
        return cls(verdict, line[:MAX_ANSWER])


class Door(Protocol):
    """A way out: mail or fax."""

    taken: Delivery
    """What a message is when the next server has taken it."""

    def deliver(self, letter: Letter) -> Answer:
        """Hand over one message; raise `UnreachableError` where the server cannot be used at all."""
        ...

    def close(self) -> None:
        """End the connection, if there is one."""
        ...
