"""Post webhooks: HTTP/1.1 over TLS to the very address that was looked at, within 15 seconds, no further than there.

The name is resolved once and each address it leads to is looked at (`reachable.py`); then one of them is connected to,
so that a name that changes its mind in between leads nowhere else. No redirect is followed, no proxy asked, of the
answer 64 kB are read at most and none is kept: what a receiver says could be meant for our log.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from issuance.domain.webhooks.deliveries import Trouble
from issuance.outgoing.reachable import Address, may_call

TIMEOUT_SECONDS = 15.0
"""For all of one attempt once its name is resolved."""
MOST_ANSWER = 64 * 1024
_SUCCESS = range(200, 300)
_GONE = 410

Resolve = Callable[[str, int], Sequence[str]]
"""Returns the addresses of a host; raises OSError where it has none."""


@dataclass(frozen=True)
class Post:
    """One attempt as it is sent."""

    address: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """What became of an attempt. `retry_after` is what the receiver asked for, in the header's own words."""

    status: int | None = None
    trouble: Trouble | None = None
    retry_after: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether it was answered by 2xx."""
        return self.status in _SUCCESS

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants nothing any more."""
        return self.status == _GONE

    def wait_seconds(self, now: float) -> int:
        """Return how long the receiver asks to be left alone (RFC 9110, 10.2.3); 0 where it does not."""
        text = self.retry_after.strip()
        if text.isascii() and text.isdecimal():
            return int(text[:9])
        try:
            return max(0, int(parsedate_to_datetime(text).timestamp() - now))
        except (ValueError, OverflowError):
            return 0


def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class WebhookDoor:
    """Posts to endpoints. `loopback` lets this very machine be called, by http:// as well."""

    def __init__(
        self,
        *,
        loopback: bool,
        context: ssl.SSLContext | None = None,
        resolver: Resolve = resolve,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        self._loopback = loopback
        self._context = context or ssl.create_default_context()
        self._resolve = resolver
        self._timeout = timeout

    def send(self, post: Post) -> Reply:
        """Send one attempt; whatever goes wrong is the reply's."""
        parts = urlsplit(post.address)
        host, is_tls = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if is_tls else 80)
        try:
            found = [ip_address(each) for each in self._resolve(host, port)]
        except (OSError, UnicodeError, ValueError):
            return Reply(trouble=Trouble.UNREACHABLE)
        # One address that must not be called spoils the name: who mixes them is trying something.
        if not all(self._may_call(each, is_tls=is_tls) for each in found):
            return Reply(trouble=Trouble.FORBIDDEN)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return self._first_answer(found, port, host if is_tls else None, parts.netloc, target, post)

    def _may_call(self, address: Address, *, is_tls: bool) -> bool:
        return may_call(address, loopback=self._loopback) and (is_tls or address.is_loopback)

    def _first_answer(
        self, found: Sequence[Address], port: int, tls_name: str | None, netloc: str, target: str, post: Post
    ) -> Reply:
        ends = time.monotonic() + self._timeout
        for address in found:
            try:
                connected = socket.create_connection((str(address), port), timeout=_left(ends))
            except TimeoutError:
                return Reply(trouble=Trouble.SLOW)
            except OSError:
                continue  # the next address of the same name
            with closing(connected):
                return self._ask(connected, tls_name, netloc, target, post, ends)
        return Reply(trouble=Trouble.UNREACHABLE)

    def _ask(
        self, connected: socket.socket, tls_name: str | None, netloc: str, target: str, post: Post, ends: float
    ) -> Reply:
        channel = connected
        if tls_name is not None:
            channel = self._context.wrap_socket(connected, server_hostname=tls_name, do_handshake_on_connect=False)
        with closing(channel):
            cut = _Deadline(channel, _left(ends))
            try:
                with cut:
                    if isinstance(channel, ssl.SSLSocket):
                        channel.do_handshake()
                    return _exchange(channel, netloc, target, post)
            # ValueError: the deadline cut the channel while TLS was reading from it.
            except (OSError, http.client.HTTPException, ValueError):
                return Reply(trouble=Trouble.SLOW if cut.is_over else Trouble.UNREACHABLE)


def _left(ends: float) -> float:
    return max(0.01, ends - time.monotonic())


def _exchange(channel: socket.socket, netloc: str, target: str, post: Post) -> Reply:
    connection = _Connected(netloc, channel)
    connection.request("POST", target, body=post.body, headers={**post.headers, "Connection": "close"})
    answer = connection.getresponse()
    reply = Reply(answer.status, retry_after=answer.headers.get("Retry-After", ""))
    try:
        answer.read(MOST_ANSWER)  # so that a receiver that is still writing its answer is not cut off
    except (OSError, http.client.HTTPException, ValueError):
        return reply  # its word was given
    return reply


class _Connected(http.client.HTTPConnection):
    """A connection that is open already."""

    def __init__(self, netloc: str, channel: socket.socket) -> None:
        super().__init__(netloc)
        self.sock = channel

    def connect(self) -> None:
        """Never connect by name: the address was looked at."""
        raise http.client.NotConnected

    def putrequest(self, method: str, url: str, skip_host: bool = False, skip_accept_encoding: bool = True) -> None:
        """Ask for an answer as it is: none of it is unpacked."""
        super().putrequest(method, url, skip_host=skip_host, skip_accept_encoding=skip_accept_encoding)


class _Deadline:
    """Cuts a channel off at its time: the time-out of a socket begins anew with every byte."""

    def __init__(self, channel: socket.socket, seconds: float) -> None:
        self.is_over = False
        self._channel = channel
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _cut(self) -> None:
        self.is_over = True
        try:
            # Of the plain socket: that of TLS would say goodbye first, to one who does not listen.
            socket.socket.shutdown(self._channel, socket.SHUT_RDWR)
        except OSError:
            return  # it has ended by itself
