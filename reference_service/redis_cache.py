"""The cache that several processes share: prepared fragments in Redis, by row key. Optional, and never in the way.

Redis holds what was prepared at publication and never changes, so nothing in it can be out of date; entries are
written once (`SET NX`) and expire after a day, so that content that was deleted from the register is gone from here
too. Everything that matters is read out of the seal inside: a fragment under a wrong key, or of another program, is
taken for absent, and so is everything while Redis is slow, frozen or down.
"""

import base64
import json
import logging
from typing import Self

import redis

from reference_service.breaker import Breaker
from reference_service.redis_client import FAILURES_IN_A_ROW, REST_SECONDS, open_redis
from register.entry import StoredCertificate
from register.prepared import row_key
from signing.errors import MalformedError
from signing.qr import decode_base32
from signing.seal import parse_seal

EXPIRY_SECONDS = 24 * 3600

KEY_PREFIX = b"originseal:1:"
"""Before the row key (32 bytes); the number changes with the form of the fragment."""

_log = logging.getLogger(__name__)


class RedisCache:
    """See :class:`reference_service.cached_source.SharedCache`. Threads and forked processes may share it."""

    def __init__(self, client: redis.Redis, *, breaker: Breaker | None = None) -> None:
        self._client = client
        self.breaker = breaker or Breaker(failures=FAILURES_IN_A_ROW, seconds=REST_SECONDS)

    @classmethod
    def open(cls, url: str) -> Self:
        """Use the Redis at `url` (:mod:`register.redis_address`); nothing is connected yet.

        Raises :class:`ConfigError` for an address that is none.
        """
        return cls(open_redis(url))

    def get(self, key: bytes) -> StoredCertificate | None:
        """Return the certificate of a row key as it was published."""
        fragment = self._try("get", KEY_PREFIX + key)
        if not isinstance(fragment, bytes):
            return None
        try:
            stored = stored_from_fragment(fragment)
        except (ValueError, KeyError, TypeError, MalformedError):
            _log.warning("An entry in Redis is no prepared certificate and is passed over.")
            return None
        return stored if row_key(stored.number, stored.issue_date) == key else None

    def put(self, key: bytes, stored: StoredCertificate) -> None:
        """Keep it for a day, unless it is there."""
        self._try("set", KEY_PREFIX + key, stored.prepared, nx=True, ex=EXPIRY_SECONDS)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _try(self, command: str, *arguments: bytes, **options: int) -> object:
        if not self.breaker.admits():
            return None
        try:
            answer: object = getattr(self._client, command)(*arguments, **options)
        except redis.RedisError as error:
            self.breaker.failed()
            # Once per rest at most, for the breaker lets no more through.
            _log.warning("Redis does not serve (%s); answers come from the register.", type(error).__name__)
            return None
        self.breaker.succeeded()
        return answer


def stored_from_fragment(fragment: bytes) -> StoredCertificate:
    """Read a prepared fragment (:mod:`register.prepared`) with content and its first record.

    Number, date and seal id are read out of the seal. Raises `ValueError`, `KeyError`, `TypeError` or
    `MalformedError` for anything else.
    """
    parsed = json.loads(b"{" + fragment + b"]}")
    certificate = parsed["certificate"]
    (record,) = parsed["records"]
    data = decode_base32(certificate["seal"])
    seal = parse_seal(data)
    return StoredCertificate(
        sid=seal.sid,
        number=seal.payload.number,
        issue_date=seal.payload.issued,
        seal=data,
        content=base64.b64decode(certificate["content"], validate=True),
        records=(base64.b64decode(record, validate=True),),
        prepared=fragment,
    )
