"""One setting names one Redis or the Sentinels of several; what cannot be read is refused without saying a password."""

import pytest
import redis
from redis.sentinel import SentinelConnectionPool, SentinelManagedSSLConnection

from register.redis_address import RedisAddressError, open_client, parse_sentinel_address


@pytest.mark.parametrize(
    ("url", "kind", "options"),
    [
        ("redis://h:1/2", redis.Connection, {"host": "h", "port": 1, "db": 2}),
        ("rediss://u:p@h/0", redis.SSLConnection, {"host": "h", "username": "u", "password": "p"}),
        ("unix:///run/redis.sock", redis.UnixDomainSocketConnection, {"path": "/run/redis.sock"}),
    ],
)
def test_one_server_is_opened_as_redis_py_reads_it(
    url: str, kind: type[redis.Connection], options: dict[str, object]
) -> None:
    with open_client(url) as client:
        assert client.connection_pool.connection_class is kind
        assert client.connection_pool.connection_kwargs.items() >= options.items()


def test_sentinels_service_database_and_credentials_are_read() -> None:
    address = parse_sentinel_address("redis+sentinel://office:p%40ss@one:1,two,[::1]:3/originseal/4?socket_keepalive=1")
    assert address.hosts == (("one", 1), ("two", 26379), ("::1", 3))
    assert (address.service, address.tls) == ("originseal", False)
    assert address.options == {"username": "office", "password": "p@ss", "db": 4, "socket_keepalive": True}
    assert address.sentinel_options == {"socket_keepalive": True}, "the server's password is not shown to Sentinels"


def test_sentinels_have_credentials_of_their_own() -> None:
    address = parse_sentinel_address("redis+sentinel://:secret@one/s?sentinel_username=u&sentinel_password=w%26x")
    assert address.options == {"password": "secret", "db": 0}
    assert address.sentinel_options == {"username": "u", "password": "w&x"}
    assert "secret" not in repr(address)
    assert "w&x" not in repr(address)


def test_tls_and_its_authority_count_for_servers_and_sentinels() -> None:
    url = "rediss+sentinel://one:1,two:2/originseal/0?ssl_ca_certs=/etc/ca.pem"
    client = open_client(url, socket_timeout=0.05, socket_connect_timeout=0.05)
    pool = client.connection_pool
    assert isinstance(pool, SentinelConnectionPool)
    assert pool.connection_class is SentinelManagedSSLConnection
    assert pool.connection_kwargs["ssl_ca_certs"] == "/etc/ca.pem"
    for sentinel in pool.sentinel_manager.sentinels:
        of_sentinel = sentinel.connection_pool
        assert issubclass(of_sentinel.connection_class, redis.SSLConnection)
        assert of_sentinel.connection_kwargs["ssl_ca_certs"] == "/etc/ca.pem"
        assert of_sentinel.connection_kwargs["socket_timeout"] == 0.05, "a Sentinel that is down is in nobody's way"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://:secret@one:1/s",
        "redis+sentinel://:secret@one:1",
        "redis+sentinel://:secret@one:1/",
        "redis+sentinel://:secret@one:1/s/x",
        "redis+sentinel://:secret@one:1/s/0/1",
        "redis+sentinel://:secret@one:x/s/0",
        "redis+sentinel://:secret@one:1,,two:2/s/0",
        "redis+sentinel:///s/0",
        "redis+sentinel://:secret@one:1/s/0?socket_timeout=soon",
    ],
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(RedisAddressError) as refused:
        open_client(url)
    assert "secret" not in str(refused.value)
