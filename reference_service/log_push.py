"""Listening on Redis for news of the register's log. Optional: without it a revocation is seen at the next poll.

What is heard is believed in nothing but that it is worth asking now (:mod:`register.log_channel`).
"""

import logging
import threading
from collections.abc import Callable
from typing import Self

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from reference_service.errors import ConfigError
from register.log_channel import CHANNEL, position_of
from register.redis_address import RedisAddressError, open_client

CONNECT_SECONDS = 1.0
"""For connecting and for each answer while doing so."""

SILENT_SECONDS = 5.0
"""A server from which nothing was heard for so long is asked whether it is there; after twice that it is left."""

FIRST_REST_SECONDS = 0.1
LONGEST_REST_SECONDS = 5.0
"""Between two attempts to connect: twice as long each time."""

_SLICE_SECONDS = 0.25
"""How often the thread looks whether it is to end."""

_log = logging.getLogger(__name__)


class LogPush:
    """Calls `heard(position)` for each message, from a thread of its own in the process that started it."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._closing = threading.Event()
        self._rest = FIRST_REST_SECONDS

    @classmethod
    def open(cls, url: str) -> Self:
        """Listen at the Redis at `url`, once started. Raises :class:`ConfigError` for an address that is none."""
        try:
            client = open_client(
                url,
                socket_timeout=CONNECT_SECONDS,
                socket_connect_timeout=CONNECT_SECONDS,
                **({} if url.startswith("unix:") else {"socket_keepalive": True}),
                retry=Retry(NoBackoff(), 0),
            )
        except RedisAddressError as error:
            raise ConfigError(f"REFERENCE_REDIS_URL is no address of a Redis server: {error}") from error
        return cls(client)

    def start(self, heard: Callable[[int | None], None]) -> None:
        """Begin to listen. `heard(None)` is called after each connecting: what was said before was missed."""
        threading.Thread(target=self._run, args=(heard,), name="log-push", daemon=True).start()

    def close(self) -> None:
        """Let the thread end within a moment."""
        self._closing.set()

    def _run(self, heard: Callable[[int | None], None]) -> None:
        while not self._closing.is_set():
            try:
                self._listen(heard)
            except redis.RedisError as error:
                self._report(error)
            self._closing.wait(self._rest)
            self._rest = min(2 * self._rest, LONGEST_REST_SECONDS)
        self._client.close()

    def _listen(self, heard: Callable[[int | None], None]) -> None:
        with self._client.pubsub() as channel:  # type: ignore[no-untyped-call]  # redis-py gives it no types
            channel.subscribe(CHANNEL)
            silent = 0.0
            while not self._closing.is_set():
                message = channel.get_message(timeout=_SLICE_SECONDS)
                silent = silent + _SLICE_SECONDS if message is None else 0.0
                if silent == SILENT_SECONDS:
                    channel.ping()
                elif silent > 2 * SILENT_SECONDS:
                    raise redis.TimeoutError("nothing was heard")
                if message is not None:
                    self._take(message["type"], message["data"], heard)

    def _take(self, kind: str, data: object, heard: Callable[[int | None], None]) -> None:
        if kind == "subscribe":
            self._rest = FIRST_REST_SECONDS
            heard(None)
        elif kind == "message" and (position := position_of(data)) is not None:
            heard(position)

    def _report(self, error: redis.RedisError) -> None:
        # Once per fault, which lasts until something is heard again.
        if self._rest == FIRST_REST_SECONDS:
            _log.warning("Redis sends no news of the log (%s); it is polled as ever.", type(error).__name__)
