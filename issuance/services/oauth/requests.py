"""What a system asks and what it is answered, between Flask and Authlib: neither knows the other here.

A parameter comes once and is plain (RFC 6749, sections 3.1 and 3.2): Authlib repeats some of them in its error
descriptions, where the section 4.1.2.1 forbids most characters, and would fail on others.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from authlib.oauth2.base import invalid_error_characters
from authlib.oauth2.rfc6749 import OAuth2Payload, OAuth2Request
from authlib.oauth2.rfc6749.errors import InvalidRequestError

MOST_LENGTH = 2000
"""Characters of one parameter."""

_OPAQUE = frozenset({"state"})
"""Handed back as it came, and shown to nobody: any printable ASCII."""


@dataclass(frozen=True)
class Asked:
    """One request: its parameters, from the address or from the form, as lists by name."""

    method: str
    parameters: Mapping[str, Sequence[str]]
    authorization: str = ""
    """The header of that name."""

    def first(self, name: str) -> str:
        """Return the first value of a parameter, '' without one."""
        values = self.parameters.get(name, ())
        return values[0] if values else ""


@dataclass
class Answer:
    """What is answered: a JSON object as `body`, or `location` to lead a browser to."""

    status: int
    body: Mapping[str, object] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    location: str | None = None


class ProtocolRequest(OAuth2Request):
    """A request as Authlib reads it. Raises `InvalidRequestError` for one that repeats or hides something."""

    def __init__(self, asked: Asked) -> None:
        # That it came over TLS sees to the proxy in front: what Authlib would look at is the address behind it.
        super().__init__(asked.method, "https://office/", headers={"Authorization": asked.authorization})
        self.payload = _Payload(asked)

    @property
    def args(self) -> dict[str, str]:
        """Return the parameters."""
        return self.payload.data

    @property
    def form(self) -> dict[str, str]:
        """Return the parameters."""
        return self.payload.data


class _Payload(OAuth2Payload):
    def __init__(self, asked: Asked) -> None:
        self._lists = {name: list(values) for name, values in asked.parameters.items() if values}

    @property
    def data(self) -> dict[str, str]:
        return {name: values[0] for name, values in self._lists.items()}

    @property
    def datalist(self) -> defaultdict[str, list[str]]:
        return defaultdict(list, self._lists)


def check_plain(asked: Asked) -> None:
    """Raise `InvalidRequestError` where a parameter comes twice, is too long or not plain."""
    for name, values in asked.parameters.items():
        if len(values) > 1:
            raise InvalidRequestError("A parameter comes more than once.")
        for value in values:
            plain = value.isascii() and value.isprintable() if name in _OPAQUE else not invalid_error_characters(value)
            if len(value) > MOST_LENGTH or not plain:
                raise InvalidRequestError("A parameter is too long or holds characters that are not allowed.")
