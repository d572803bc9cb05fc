"""Where a request comes from: the address of the connection, or what a believed proxy says of its own connection."""

import ipaddress
import socket
from collections.abc import Sequence

from reference_service.errors import ConfigError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_MAPPED_IPV4 = bytes(10) + b"\xff\xff"
_LONGEST_ADDRESS = 45


class Origins:
    """Knows the proxies whose `X-Forwarded-For` is believed, besides a Unix socket's and this machine's own."""

    def __init__(self, proxies: Sequence[Network] = ()) -> None:
        self._proxies = tuple(proxies)

    def find(self, peer: str, forwarded: str | None) -> bytes:
        """Return the address packed: 4 bytes (IPv4) or 16 (IPv6); none where nothing tells it.

        `peer` is the address of the connection (empty for a Unix socket), `forwarded` the header.
        """
        if forwarded is not None and self._believes(peer):
            # The proxy wrote the last entry itself; what stands before came from the client, who may claim anything.
            return _packed(forwarded.rpartition(",")[2].strip()) or _packed(peer)
        return _packed(peer)

    def _believes(self, peer: str) -> bool:
        # A Unix socket has no address: only who may open that file speaks through it.
        if not peer or peer == "127.0.0.1":
            return True
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        return address.is_loopback or any(address in network for network in self._proxies)


def read_networks(text: str) -> tuple[Network, ...]:
    """Read addresses and networks divided by commas; raise :class:`ConfigError` that names the one that is none."""
    networks = []
    for part in text.split(","):
        try:
            networks.append(ipaddress.ip_network(part.strip()))
        except ValueError as error:
            raise ConfigError(
                f"REFERENCE_PROXIES has {part.strip()!r}, which is no address or network such as 10.0.0.0/8: {error}."
            ) from error
    return tuple(networks)


def _packed(address: str) -> bytes:
    if len(address) > _LONGEST_ADDRESS:
        return b""
    try:
        if ":" not in address:
            return socket.inet_pton(socket.AF_INET, address)
        packed = socket.inet_pton(socket.AF_INET6, address)
    except (OSError, ValueError):
        return b""
    return packed[12:] if packed.startswith(_MAPPED_IPV4) else packed
