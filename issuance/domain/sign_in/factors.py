"""Second factors: what proves, beside the password, that it is its holder who signs in."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

CODE_SECONDS = 30
"""How long a code of an app counts (RFC 6238)."""

CODE_WINDOW = 1
"""Steps before and after the present one whose codes are taken: clocks of telephones differ."""

RECOVERY_CODES = 10
"""How many recovery codes an id is given."""

MAX_FACTORS = 10
"""Second factors that one id may have."""

MAX_NAME = 40
"""Characters of the name that a person gives a factor."""


class FactorKind(StrEnum):
    """What a second factor is."""

    CODES = "codes"
    """An app that shows a code of six digits, another one every 30 seconds (TOTP, RFC 6238)."""
    PASSKEY = "passkey"
    """A key pair that a device or security key holds (WebAuthn); it can also stand for login and password."""


@dataclass(frozen=True)
class Factor:
    """A second factor as its holder sees it."""

    id: str
    kind: FactorKind
    name: str
    made: dt.datetime
    used: dt.datetime | None
