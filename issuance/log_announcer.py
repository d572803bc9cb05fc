"""Telling the reference services over Redis that the register's log has grown: best effort, and never in the way.

They poll the log without being told (:mod:`register.log_channel`), so whatever goes wrong here costs them a tenth of a
second and the office nothing.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Self

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from issuance.errors import ConfigError
from register.log_channel import CHANNEL, message_of
from register.redis_address import RedisAddressError, open_client

DEADLINE_SECONDS = 0.05
"""The longest that a publication waits here."""

REST_SECONDS = 1.0
"""A server that did not take a message in time is left alone for this long, unless it takes that message late."""

_log = logging.getLogger(__name__)


class LogAnnouncer:
    """Publishes log positions; without a client it does nothing. Threads may share it."""

    def __init__(self, client: redis.Redis | None, *, monotonic: Callable[[], float]) -> None:
        self._client = client
        self._monotonic = monotonic
        self._rests_until = float("-inf")
        self._last_said = threading.Event()

    @classmethod
    def open(cls, url: str | None, *, monotonic: Callable[[], float] = time.monotonic) -> Self:
        """Announce at the Redis at `url` (:mod:`register.redis_address`), or nowhere; nothing is connected yet.

        Raises :class:`ConfigError` for an address that is none.
        """
        if url is None:
            return cls(None, monotonic=monotonic)
        try:
            client = open_client(
                url,
                socket_timeout=DEADLINE_SECONDS,
                socket_connect_timeout=DEADLINE_SECONDS,
                retry=Retry(NoBackoff(), 0),
            )
        except RedisAddressError as error:
            raise ConfigError(f"ISSUANCE_REDIS_URL is no address of a Redis server: {error}") from error
        return cls(client, monotonic=monotonic)

    def announce(self, position: int) -> None:
        """Say that the log has reached `position`. Returns within the deadline, whatever becomes of it."""
        if self._client is None or (self._monotonic() < self._rests_until and not self._last_said.is_set()):
            return
        said = self._last_said = threading.Event()
        # In a thread, for the client's own limits leave out the look-up of a host's name.
        speaker = threading.Thread(target=_say, args=(self._client, position, said), name="log-announcer", daemon=True)
        speaker.start()
        speaker.join(DEADLINE_SECONDS)
        if not said.is_set():
            self._rests_until = self._monotonic() + REST_SECONDS
            _log.warning("Redis took no news of the log in time; the reference services see it when they next poll.")

    def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            self._client.close()


def _say(client: redis.Redis, position: int, said: threading.Event) -> None:
    try:
        client.publish(CHANNEL, message_of(position))
    except redis.RedisError:
        return  # Whoever waits for `said` does so no longer than the deadline.
    said.set()
