"""Who asks: an address, or the holder of an API key.

Addresses are personal data. They are hashed at the door with the key of the day, and nothing else of this service ever
sees them; they are remembered for a second beside their hash, so that whoever asks often is not hashed each time.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

from reference_service.bulletin import BulletinBoard
from reference_service.errors import KeyRefusedError
from reference_service.limits.day_key import DayKey
from reference_service.limits.ledger import Buckets
from reference_service.limits.origins import Origins
from reference_service.limits.policy import Limits
from signing.bulletin import ApiKey, api_key_hash

KEY_MARK = "osk_"
"""How an API key begins, so that people and programs that look for lost secrets know one."""

MAX_REMEMBERED = 1000

# 32 random bytes in base64 or base32 without padding; what exactly the office gives out is its own affair.
_BEARER = re.compile(r"(?i:bearer) +(osk_[A-Za-z0-9_-]{43,64})")
_IPV4_BYTES = 4
_IPV6_CUSTOMER_BYTES = 8
_IPV6_SITE_BYTES = 6


class Caller(NamedTuple):
    """Whose rows and misses are counted where. A caller with a key is known by its id, never by an address."""

    rows: Buckets
    misses: Buckets
    key_id: str | None = None


NOBODY = Caller((), ())
"""Whose requests are not counted: where the limits are off."""

_caller: ContextVar[Caller] = ContextVar("caller")


def current_caller() -> Caller:
    """Return who asks in this thread; raise `LookupError` where nobody does, so that no look-up goes uncounted."""
    return _caller.get()


class Callers:
    """Tells callers apart. `limits` None: addresses are not looked at; a key that is sent must be good all the same."""

    def __init__(self, board: BulletinBoard, limits: Limits | None, day_key: DayKey, origins: Origins) -> None:
        self._board = board
        self._limits = limits
        self._day_key = day_key
        self._origins = origins
        self._strangers: dict[tuple[str, str | None], Caller] = {}
        self._holders: dict[bytes, tuple[ApiKey, Caller]] = {}

    def enter(self, environ: Mapping[str, Any]) -> Caller:
        """Find out who asks, for the rest of this request, and return it. `environ` is WSGI's.

        Raises :class:`KeyRefusedError` for a key that is not good, or stands where it must not.
        """
        caller = self._identify(environ)
        _caller.set(caller)
        return caller

    def _identify(self, environ: Mapping[str, Any]) -> Caller:
        query = environ.get("QUERY_STRING")
        if query and KEY_MARK in unquote_plus(query).lower():
            raise KeyRefusedError(
                "key_in_address",
                "An API key stands in the address, where logs and histories keep it. Nothing was looked up. Send a key "
                "in the header “Authorization: Bearer osk_…”, and ask the office for a new one: this one is known now.",
            )
        authorization = environ.get("HTTP_AUTHORIZATION")
        if authorization is not None:
            holder = self._holder_of(authorization)
            if holder is not None:
                return holder
        if self._limits is None:
            return NOBODY
        origin = environ.get("REMOTE_ADDR") or "", environ.get("HTTP_X_FORWARDED_FOR")
        caller = self._strangers.get(origin)
        if caller is None:
            caller = _stranger(self._origins.find(*origin), self._day_key(), self._limits)
            if len(self._strangers) < MAX_REMEMBERED:
                self._strangers[origin] = caller
        return caller

    def forget(self) -> None:
        """Forget the addresses; to be called once a second."""
        self._strangers.clear()

    def _holder_of(self, authorization: str) -> Caller | None:
        """Return the holder of a key; None where no bulletin counts now, so that good keys cannot be told from bad.

        Its holder is then a caller like everybody: a bulletin that was not renewed must not shut banks out.
        """
        match = _BEARER.fullmatch(authorization.strip())
        if match is None:
            raise KeyRefusedError(
                "key_malformed",
                "The header Authorization holds no API key of this service, which is “Bearer osk_…”. "
                "Nothing was looked up. Send the key as the office gave it, or leave the header out: no key is needed.",
            )
        sha256 = api_key_hash(match[1])
        if self._board.now().bulletin is None:
            return None
        key = self._board.api_key(sha256)
        # Found by its hash, so time tells nothing about a secret; compared once more as one compares secrets.
        if key is None or not hmac.compare_digest(key.sha256, sha256):
            raise KeyRefusedError(
                "key_unknown",
                "This API key is not known here, or no longer. Nothing was looked up. Ask the office for a new one, or "
                "leave the header Authorization out: no key is needed.",
            )
        if self._limits is None:
            return NOBODY
        # Good keys alone get in here, and of those a bulletin has a thousand at most.
        known, caller = self._holders.get(sha256, (None, NOBODY))
        if known != key:
            caller = _holder(key, self._limits)
            self._holders[sha256] = key, caller
        return caller


def _stranger(address: bytes, day_key: bytes, limits: Limits) -> Caller:
    if len(address) == _IPV4_BYTES:
        name = _hashed(address, day_key)
        return Caller(((b"A" + name, limits.rows),), ((b"a" + name, limits.misses),))
    # An IPv6 customer has a /64, and often a whole /48 to choose it from.
    customer = _hashed(address[:_IPV6_CUSTOMER_BYTES], day_key)
    site = _hashed(address[:_IPV6_SITE_BYTES], day_key)
    return Caller(
        ((b"A" + customer, limits.rows), (b"S" + site, limits.site_rows)),
        ((b"a" + customer, limits.misses), (b"s" + site, limits.site_misses)),
    )


def _holder(key: ApiKey, limits: Limits) -> Caller:
    rows, misses = limits.of_key(key.burst, key.per_minute)
    name = key.key_id.encode()
    return Caller(((b"K" + name, rows),), ((b"k" + name, misses),), key.key_id)


def _hashed(address: bytes, key: bytes) -> bytes:
    return hashlib.blake2b(address, digest_size=16, key=key).digest()
