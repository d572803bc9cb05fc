"""Connections that leave the machine use TLS, and check whom they reach: asked of the addresses, before any is used.

A setting that names a server elsewhere without TLS is a slip that nothing else shows: everything works, and everything
can be read on the way. So it stops the start. A Unix socket and the loopback need none.

| service | what counts as TLS |
|---|---|
| PostgreSQL | `sslmode=verify-full` in the address: all others take a stranger's certificate, or none |
| Redis | `rediss://`, without an option that leaves the certificate unchecked |
| mail | `smtp+starttls://`, `smtps://` |
| S3 | `https://` where an endpoint is named; Amazon's own are |
| clamd | none: it knows no TLS |
"""

import ipaddress
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
"""Where botocore finds an S3 server that is not Amazon's; the first one wins."""
_OFF = frozenset({"none", "optional", "false", "0", "no"})
_UNCHECKED = ("ssl_cert_reqs", "ssl_check_hostname")


def plain_database(url: str) -> str | None:
    """Return why a database's address would not be reached over TLS, None where it is or needs none.

    An address that cannot be read is for others to name.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return None
    if parsed.get_backend_name() != "postgresql":
        return None
    query = parsed.query
    hosts = [parsed.host or "", *_values(query.get("host")), *_values(query.get("hostaddr"))]
    named = [host for text in hosts for host in _hosts_of(text)]
    away = [host for host in named if not is_here(host)]
    # A service names its hosts in a file of its own.
    if not away and "service" not in query:
        return None
    if query.get("sslmode") == "verify-full":
        return None
    return f"names PostgreSQL on {away[0] if away else 'another machine'} without sslmode=verify-full at its end"


def plain_redis(url: str) -> str | None:
    """Return why a Redis's address would not be reached over TLS, None where it is or needs none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme == "unix":
        return None
    hosts = parts.netloc.rpartition("@")[2]
    away = [host for host in _hosts_of(hosts) if not is_here(host)]
    if not away:
        return None
    if not parts.scheme.startswith("rediss"):
        return f"names a Redis on {away[0]} without TLS: rediss:// is expected"
    options = parse_qs(parts.query)
    loose = [name for name in _UNCHECKED if options.get(name, [""])[-1].lower() in _OFF]
    return f"has {loose[0]}, which takes any certificate: leave it out" if loose else None


def plain_mail(url: str) -> str | None:
    """Return why mail would go in the clear, None where it does not."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme != "smtp" or is_here(parts.hostname or ""):
        return None
    return f"would send personal data in the clear to {parts.hostname}: use smtp+starttls:// or smtps://"


def plain_documents(url: str, environment: Mapping[str, str]) -> str | None:
    """Return why documents would not travel over TLS, None where they do or stay here."""
    if not url.startswith("s3://"):
        return None
    endpoint = next((environment[name] for name in _ENDPOINTS if environment.get(name)), None)
    if endpoint is None:
        return None
    try:
        parts = urlsplit(endpoint)
    except ValueError:
        return None
    if parts.scheme == "https" or is_here(parts.hostname or ""):
        return None
    return f"lies in S3 at {parts.hostname} without TLS: {_ENDPOINTS[0]} begins with https://"


def plain_scanner(url: str) -> str | None:
    """Return why files would go to clamd in the clear, None where they stay on this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme != "tcp" or is_here(parts.hostname or ""):
        return None
    return f"names clamd on {parts.hostname}, and clamd knows no TLS: run one on this machine"


def is_here(host: str) -> bool:
    """Tell whether a host is this machine: a Unix socket's folder (or none), `localhost`, a loopback address."""
    if host == "" or host[0] in "/@" or host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _values(option: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if option is None:
        return ()
    return (option,) if isinstance(option, str) else option


def _hosts_of(text: str) -> Iterator[str]:
    """Yield the hosts of `a:1,b:2,[::1]:3`, as both libpq and Redis write several."""
    for part in text.split(","):
        if part.startswith("["):
            yield part[1:].partition("]")[0]
        elif part.count(":") > 1:
            yield part  # a bare address of IPv6, as hostaddr takes it
        else:
            yield part.partition(":")[0]
