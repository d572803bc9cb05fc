"""Where Redis is, by one setting: one server, or the Sentinels that know which server is the master now.

| address | is |
|---|---|
| `redis://user:password@host:6379/0`, `rediss://…`, `unix:///path` | one server, as redis-py reads it |
| `redis+sentinel://user:password@one:26379,two:26379,three:26379/SERVICE/0` | the master of SERVICE |
| `rediss+sentinel://…` | the same with TLS |

Each new connection to a master asks the Sentinels which server that is now.
User and password are the Redis server's. Sentinels that ask for one of their own get it after the question mark:
`?sentinel_username=…&sentinel_password=…`; other options there, such as `ssl_ca_certs=/path`, are redis-py's and count
for servers and Sentinels alike. The database's number may be left out, and is 0 then.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import redis
from redis.connection import parse_url
from redis.sentinel import Sentinel

SENTINEL = "redis+sentinel"
SENTINEL_TLS = "rediss+sentinel"
SENTINEL_PORT = 26379
"""Where a Sentinel listens that is named without a port."""

_OF_SENTINELS = {"sentinel_username": "username", "sentinel_password": "password"}


class RedisAddressError(ValueError):
    """An address that names no Redis. The message shows neither the address nor a password in it."""


@dataclass(frozen=True)
class SentinelAddress:
    """The master of `service`, as the Sentinels at `hosts` (name, port) know it."""

    hosts: tuple[tuple[str, int], ...]
    service: str
    tls: bool
    options: dict[str, Any] = field(repr=False)
    """redis-py's options of a connection to the master: user, password, database, those of TLS."""
    sentinel_options: dict[str, Any] = field(repr=False)
    """The same of a connection to a Sentinel."""


def open_client(url: str, **options: Any) -> redis.Redis:  # noqa: ANN401  # redis-py's own options
    """Return a client of the Redis at `url`; nothing is connected yet. `options` are redis-py's, of each connection.

    Limits of time (`socket_timeout`, `socket_connect_timeout`, seconds) and `retry` count for each Sentinel too: of
    those that are down each may take that long, until one has answered that is then asked first. Raises
    :class:`RedisAddressError` for an address that is none.
    """
    if urlsplit(url).scheme not in (SENTINEL, SENTINEL_TLS):
        try:
            return redis.Redis.from_url(url, **options)
        except ValueError as error:
            raise RedisAddressError(str(error)) from error
    address = parse_sentinel_address(url)
    limits = {name: value for name, value in options.items() if name.startswith("socket_") or name == "retry"}
    tls = {"ssl": True} if address.tls else {}
    sentinels = Sentinel(address.hosts, sentinel_kwargs=limits | address.sentinel_options | tls)  # type: ignore[no-untyped-call]  # redis-py gives it no types
    client: redis.Redis = sentinels.master_for(address.service, **(options | address.options | tls))  # type: ignore[no-untyped-call]  # as above
    return client


def parse_sentinel_address(url: str) -> SentinelAddress:
    """Read `redis+sentinel://…` or `rediss+sentinel://…`; raise :class:`RedisAddressError` for anything else."""
    parts = urlsplit(url)
    if parts.scheme not in (SENTINEL, SENTINEL_TLS):
        raise RedisAddressError(f"an address of Sentinels begins with {SENTINEL}:// or {SENTINEL_TLS}://")
    credentials, _, hosts = parts.netloc.rpartition("@")
    service, _, database = parts.path.removeprefix("/").partition("/")
    if not service or "/" in database:
        raise RedisAddressError("after the Sentinels the service's name is expected, such as …:26379/originseal/0")
    own, common = _divided(parts.query)
    tls = parts.scheme == SENTINEL_TLS
    options = _options(f"{credentials}@" if credentials else "", database, common, tls=tls)
    shared = {name: value for name, value in options.items() if name not in ("username", "password", "db")}
    return SentinelAddress(tuple(map(_host, hosts.split(","))), unquote(service), tls, options, shared | own)


def _divided(query: str) -> tuple[dict[str, str], str]:
    """Divide the options into those of Sentinels alone and all others."""
    pairs = parse_qsl(query, keep_blank_values=True)
    own = {_OF_SENTINELS[name]: value for name, value in pairs if name in _OF_SENTINELS}
    return own, urlencode([(name, value) for name, value in pairs if name not in _OF_SENTINELS])


def _options(credentials: str, database: str, query: str, *, tls: bool) -> dict[str, Any]:
    """Let redis-py read what stands in the address as in that of one server."""
    scheme = "rediss" if tls else "redis"
    if database and not (database.isascii() and database.isdecimal()):
        raise RedisAddressError("after the service's name the database's number is expected, or nothing")
    try:
        options = dict(parse_url(f"{scheme}://{credentials}host/{database or 0}?{query}"))  # type: ignore[no-untyped-call]  # as above
    except ValueError as error:
        raise RedisAddressError(str(error)) from error
    return {name: value for name, value in options.items() if name not in ("host", "port", "connection_class")}


def _host(text: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise RedisAddressError("a Sentinel's port is a number up to 65535") from error
    if not host:
        raise RedisAddressError("Sentinels are named as one:26379,two:26379,three:26379")
    return host, port or SENTINEL_PORT
