"""Systems that may ask for tokens: a third party's, which acts for ids, and a chamber's own, which acts for itself.

Secrets are 32 random bytes in base64url, of which the office keeps the SHA-256 alone. After a new one was made the one
before stays good for a day, so that a running system can be given the new one without a pause.
"""

import datetime as dt
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from issuance.domain.oauth.scopes import Scope
from issuance.domain.sign_in.token import token_hash
from issuance.domain.web_address import parts_of
from issuance.errors import RefusedError
from issuance.language import _

MOST_REDIRECTS = 10
MOST_REDIRECT_LENGTH = 400
BOTH_GOOD = dt.timedelta(days=1)
"""How long the secret before stays good."""


@dataclass(frozen=True)
class Secrets:
    """SHA-256 of a system's secret, and of the one before while that is good."""

    current: bytes
    made_at: dt.datetime
    previous: bytes | None = None

    def match(self, typed: str, now: dt.datetime) -> bool:
        """Tell whether a text is one of them."""
        hashed = token_hash(typed)
        if hashed is None:
            return False
        before = self.previous if self.previous is not None and now < self.made_at + BOTH_GOOD else self.current
        # Both are compared, however the first one came out.
        return hmac.compare_digest(hashed, self.current) | hmac.compare_digest(hashed, before)


@dataclass(frozen=True)
class System:
    """One system as a chamber meets it."""

    id: str
    name: str
    operator: str
    """The company that runs it; '' for the chamber itself."""
    is_own: bool
    """Whether it is the chamber's own, and gets tokens by its secret alone (RFC 6749, section 4.4)."""
    scopes: frozenset[Scope]
    """All that it may be given."""
    redirects: tuple[str, ...]
    """Where answers go; compared letter by letter (RFC 9700, section 4.1.3)."""
    secrets: Secrets | None
    is_on: bool
    """Approved by the federation and switched on by the chamber; or, the chamber's own, in use."""


def checked_redirects(lines: Sequence[str], *, loopback: bool = False) -> tuple[str, ...]:
    """Return addresses that answers may go to; raise `RefusedError` for one that is not exact, or not over TLS.

    With `loopback`, http://127.0.0.1 with a port is let through (RFC 8252, section 7.3): it leaves no machine.
    """
    found = tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))
    if not 1 <= len(found) <= MOST_REDIRECTS:
        raise RefusedError(_("Enter one to %(most)s addresses, one in each line.", most=MOST_REDIRECTS))
    for address in found:
        if not _is_sound(address, loopback=loopback):
            raise RefusedError(
                _(
                    "%(address)s cannot be used: a whole address is needed that begins with https://, without "
                    "user name, without # and without *.",
                    address=address[:MOST_REDIRECT_LENGTH],
                )
            )
    return found


def _is_sound(address: str, *, loopback: bool) -> bool:
    parts = parts_of(address, MOST_REDIRECT_LENGTH)
    if parts is None or "*" in address:
        return False
    # An address of figures: `localhost` may lead elsewhere (RFC 8252, section 8.3).
    here = loopback and parts.scheme == "http" and parts.port and parts.netloc == f"127.0.0.1:{parts.port}"
    return parts.scheme == "https" or bool(here)
