"""The chambers' keys of the card service: files that only the office's user can read, never the database.

    keys/cards/TYO/api-key                     rk_live_…, better than sk_live_…: it can do no more than it must
    keys/cards/TYO/webhook-secret              whsec_…, of the address /TYO/cards/webhook
    keys/cards/TYO/webhook-secret-previous     while a new secret is brought in

They are read at each use: a changed file counts at once.
"""

import logging
from dataclasses import dataclass, field
from pathlib import Path

from issuance.errors import ConfigError
from issuance.secret_files import read_secret
from issuance.services.fees.cards.gate import CardGate
from issuance.services.fees.cards.stripe_gate import CardKeys, StripeGate

_LOG = logging.getLogger(__name__)
_API_KEY, _SECRET, _PREVIOUS = "api-key", "webhook-secret", "webhook-secret-previous"
_TEST_KINDS = ("sk_test_", "rk_test_")
_KINDS = ("sk_live_", "rk_live_", *_TEST_KINDS)


@dataclass
class KeyFiles:
    """Opens gates with the files in `folder`. `api` and `pages` are the card service's addresses."""

    folder: Path
    api: str
    pages: str
    sandbox: bool = False
    """Whether keys for real payments are refused."""
    _open: dict[str, StripeGate] = field(default_factory=dict, repr=False)

    def of(self, chamber: str) -> CardGate | None:
        """Return a chamber's gate; None where it has no keys, or none that can be used: the log says why."""
        folder = self.folder / chamber
        if not (folder / _API_KEY).exists():
            return None
        try:
            keys = _read(folder, _TEST_KINDS if self.sandbox else _KINDS)
        except ConfigError as error:
            _LOG.error("Cards of %s are switched off: %s", chamber, error)
            return None
        known = self._open.get(chamber)
        if known is None or known.keys != keys:
            known = self._open[chamber] = StripeGate(keys, self.api, self.pages)
        return known


def _read(folder: Path, kinds: tuple[str, ...]) -> CardKeys:
    api_key = _secret(folder / _API_KEY, "the key of the card service")
    if not api_key.startswith(kinds):
        # Not a character of it is shown: what stands there may be another secret.
        raise ConfigError(f"{folder / _API_KEY} should begin with one of {', '.join(kinds)}")
    secrets = [_secret(folder / _SECRET, "the secret of the card service's events")]
    if (folder / _PREVIOUS).exists():
        secrets.append(_secret(folder / _PREVIOUS, "the previous secret of the card service's events"))
    return CardKeys(api_key, tuple(secrets))


def _secret(path: Path, what: str) -> str:
    try:
        return read_secret(path, what).decode("ascii")
    except UnicodeDecodeError:
        raise ConfigError(f"{path} should hold {what}, in plain letters.") from None
