"""Gives out API keys to banks, and ends them. Who holds which key stands in the office's file alone."""

import base64
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from issuance.bulletin.draft import DraftFile, HeldKey, checked, whole_second
from issuance.errors import RefusedError
from signing.bulletin import ApiKey, api_key_hash

SECRET_PREFIX = "osk_"  # noqa: S105  # what every secret begins with, so that a leaked one is recognised
_SECRET_BYTES = 32
_KEY_ID_BYTES = 6
_KEY_ID_LETTERS = 9


@dataclass(frozen=True)
class NewKey:
    """An API key that was just made. `secret` is for its holder and stored nowhere."""

    held: HeldKey
    secret: str


class ApiKeyDesk:
    """Makes and revokes keys; both count with the next publication. `random_bytes` must be fit for secrets."""

    def __init__(self, file: DraftFile, clock: Callable[[], dt.datetime], random_bytes: Callable[[int], bytes]) -> None:
        self._file = file
        self._clock = clock
        self._random_bytes = random_bytes

    def new_key(self, holder: str, *, burst: int, per_minute: int, valid_until: dt.date) -> NewKey:
        """Make an API key for a bank. Its secret is returned here and never again; the hash alone is kept."""
        now = self._now()
        if valid_until < now.date():
            raise RefusedError(f"The key would end on {valid_until}, which is past.")
        secret = SECRET_PREFIX + base64.urlsafe_b64encode(self._random_bytes(_SECRET_BYTES)).rstrip(b"=").decode()
        letters = base64.b32encode(self._random_bytes(_KEY_ID_BYTES)).decode().lower()
        key = checked(
            ApiKey,
            key_id=f"k{letters[:_KEY_ID_LETTERS]}",
            sha256=api_key_hash(secret),
            burst=burst,
            per_minute=per_minute,
            valid_until=valid_until,
        )
        held = checked(HeldKey, key=key, holder=holder, given_at=now)
        with self._file.lock():
            draft = self._file.read()
            self._file.write(draft.model_copy(update={"keys": (*draft.keys, held)}))
        return NewKey(held, secret)

    def revoke_key(self, key_id: str) -> HeldKey:
        """End a key with the next publication; whose it was stays on file."""
        with self._file.lock():
            draft = self._file.read()
            found = next((held for held in draft.keys if held.key.key_id == key_id), None)
            if found is None or found.revoked_at is not None:
                raise RefusedError(f"There is no API key {key_id!r} in force; see: issuance bulletin show")
            revoked = found.model_copy(update={"revoked_at": self._now()})
            keys = tuple(revoked if held is found else held for held in draft.keys)
            self._file.write(draft.model_copy(update={"keys": keys}))
        return revoked

    def _now(self) -> dt.datetime:
        return whole_second(self._clock())
