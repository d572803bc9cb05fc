"""A client of Redis that is never in the way: whoever asks waits 50 ms at most, and asks once."""

import time
from typing import Any

import redis
from redis._parsers import _HiredisParser
from redis.backoff import NoBackoff
from redis.retry import Retry

from reference_service.errors import ConfigError
from register.redis_address import RedisAddressError, open_client

WAIT_SECONDS = 0.05
"""A question that takes longer is given up: the register answers in a fraction of that."""

FAILURES_IN_A_ROW = 3
REST_SECONDS = 1.0
"""After so many failures in a row Redis is left alone for so long."""


class _DeadlineParser(_HiredisParser):
    """Gives up an answer that is not whole in time, however steadily its bytes come.

    The client's own limit counts from byte to byte, so a Redis that drips would hold a look-up for a minute. The client
    has no public place for this; where a new version moves it, the test of the dripping Redis fails.
    """

    _until = 0.0

    def read_response(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401  # as in redis-py
        """Read one answer."""
        self._until = time.monotonic() + WAIT_SECONDS
        return super().read_response(*arguments, **options)

    def read_from_socket(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401  # as in redis-py
        """Read a piece of an answer."""
        if time.monotonic() > self._until:
            raise redis.TimeoutError("the answer did not come to its end in time")
        return super().read_from_socket(*arguments, **options)  # type: ignore[no-untyped-call]  # redis-py types the other


def open_redis(url: str) -> redis.Redis:
    """Use the Redis at `url` (:mod:`register.redis_address`); nothing is connected yet.

    Raises :class:`ConfigError` for an address that is none.
    """
    try:
        return open_client(
            url,
            socket_timeout=WAIT_SECONDS,
            socket_connect_timeout=WAIT_SECONDS,
            parser_class=_DeadlineParser,
            # The client's own retries would multiply the wait.
            retry=Retry(NoBackoff(), 0),
            health_check_interval=0,
        )
    except RedisAddressError as error:
        raise ConfigError(f"REFERENCE_REDIS_URL is no address of a Redis server: {error}") from error
