"""The buckets that all processes share, in Redis: one number each, gone when the bucket is full again.

Optional and never in the way, as the cache in :mod:`reference_service.redis_cache`: a short limit of time, no second
try, and a breaker of its own. The keys are hashes with a random key of the day, so that Redis holds no address.
"""

import logging
import secrets
from collections.abc import Sequence

import redis

from reference_service.breaker import Breaker
from reference_service.limits.ledger import Charge
from reference_service.redis_client import FAILURES_IN_A_ROW, REST_SECONDS

KEY_PREFIX = b"originseal:{limits}:1:"
"""What stands in braces keeps all buckets on one node of a Redis Cluster, as a script over several needs."""
DAY_KEY_BYTES = 16
_DAY_KEY_SECONDS = 2 * 24 * 3600
"""A day's key outlives the day by another, for clocks that differ."""

# The arithmetic of bucket.py, by the clock of Redis, so that hosts whose clocks differ count alike. A bucket is stored
# as the instant at which it is full again, and forgotten then. Told back is how many seconds ahead that is, as text,
# for numbers would be cut off to whole ones.
_CHARGE = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local ahead = {}
for i, key in ipairs(KEYS) do
  local full_at = math.max(tonumber(redis.call('GET', key) or '0') or 0, now) + tonumber(ARGV[i])
  redis.call('SET', key, string.format('%.6f', full_at), 'PX', math.ceil((full_at - now) * 1000) + 1)
  ahead[i] = string.format('%.6f', full_at - now)
end
return ahead
"""

_log = logging.getLogger(__name__)


class RedisBuckets:
    """See :class:`reference_service.limits.ledger.SharedBuckets`. Threads and forked processes may share it."""

    def __init__(self, client: redis.Redis, *, breaker: Breaker | None = None) -> None:
        self._charge = client.register_script(_CHARGE)
        self._client = client
        self.breaker = breaker or Breaker(failures=FAILURES_IN_A_ROW, seconds=REST_SECONDS)

    def charge(self, charges: Sequence[Charge]) -> list[float] | None:
        """Take rows out; return in how many seconds each bucket will be full, or None while Redis does not serve."""
        if not self.breaker.admits():
            return None
        keys = [KEY_PREFIX + key for key, _, _ in charges]
        spans = [repr(limit.seconds_per_row * rows) for _, limit, rows in charges]
        try:
            ahead = [float(text) for text in self._charge(keys, spans)]
        except redis.RedisError as error:
            self._failed(error)
            return None
        self.breaker.succeeded()
        return ahead

    def day_key(self, day: int) -> bytes | None:
        """Return the day's random key, made by whichever process asks first; None while Redis does not serve."""
        if not self.breaker.admits():
            return None
        place = KEY_PREFIX + b"day:%d" % day
        try:
            self._client.set(place, secrets.token_bytes(DAY_KEY_BYTES), nx=True, ex=_DAY_KEY_SECONDS)
            found = self._client.get(place)
        except redis.RedisError as error:
            self._failed(error)
            return None
        self.breaker.succeeded()
        return found if isinstance(found, bytes) and len(found) == DAY_KEY_BYTES else None

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _failed(self, error: redis.RedisError) -> None:
        self.breaker.failed()
        _log.warning("Redis does not serve (%s); each process counts its callers for itself.", type(error).__name__)
