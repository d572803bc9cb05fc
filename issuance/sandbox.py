"""What a sandbox must not have: ways to people and to money outside, and names that could be taken for real ones.

A sandbox is an installation of its own in which third parties try their systems (ADR 0054). Whether an installation is
one is settled once: by its chambers' profiles (`storage.kind`), its register (`register.version`) and the names in its
trust list.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

NAME_BEGINS = "Sandbox"
"""So does the name of each of its chambers in the trust list, and of no other."""

FOLDER = "folder:"
"""How the one way out for mail begins that a sandbox may have."""

_LIVE_KEYS = ("sk_live_", "rk_live_")
_OTHER_WAYS = ("smtp_password_file", "smtp_ca_file", "fax_gateway")


def ways_out(settings: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each setting by which mail or faxes would leave; none shows what it is set to."""
    mail = settings.get("smtp_url") or ""
    if mail and not mail.startswith(FOLDER):
        yield "ISSUANCE_SMTP_URL names a mail server: leave it out, and mail lies in the folder outbox."
    for name in _OTHER_WAYS:
        if settings.get(name):
            yield f"ISSUANCE_{name.upper()} is set: leave it out."


def live_card_keys(folder: Path) -> Iterator[str]:
    """Yield a sentence for each chamber whose key of the card service moves real money.

    A key that this user cannot read is nobody's here: whoever uses it refuses it anew (`services.fees.cards.keys`).
    """
    for file in sorted(folder.glob("*/api-key")):
        try:
            is_live = file.read_bytes().strip().startswith(tuple(begin.encode() for begin in _LIVE_KEYS))
        except OSError:
            continue
        if is_live:
            yield f"{file} holds a key for real payments: put one in its place that begins with sk_test_, or none."


def misnamed(names: Iterable[str], *, sandbox: bool) -> str | None:
    """Return a sentence about the first chamber whose name in the trust list says the wrong thing; None for none."""
    for name in names:
        if name.startswith(NAME_BEGINS) != sandbox:
            if sandbox:
                return (
                    f"The trust list names the chamber {name!r}. In a sandbox (ISSUANCE_SANDBOX=yes) every chamber's "
                    f"name begins with {NAME_BEGINS!r}: give it a trust list of its own."
                )
            return (
                f"The trust list names the chamber {name!r}, as only a sandbox's does. "
                "Set ISSUANCE_SANDBOX=yes, or correct ISSUANCE_DIRECTORY."
            )
    return None
