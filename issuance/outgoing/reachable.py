"""Which addresses a program of ours calls that was told where to call by somebody else (OWASP ASVS 5.0, 1.3.6).

    may_call(ipaddress.ip_address("10.0.0.1"), loopback=False)      # False

Whoever enters the address of a webhook chooses where this machine connects to. So nothing is called but what stands on
the public internet: no private network, no neighbour, no service of a cloud for its machines (169.254.169.254). Pure:
vectors are data (tests/unit/issuance/webhooks/addresses.json).
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address

_CARRIERS = tuple(
    IPv6Network(network)
    for network in (
        "2001::/32",  # Teredo, RFC 4380
        "2002::/16",  # 6to4, RFC 3056
    )
)
"""Networks of public addresses that carry an IPv4 address, to which another machine connects."""

_UNICAST = IPv6Network("2000::/3")
"""All that IANA has given out for the public internet."""

_SERVICES = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
"""Of protocols (RFC 6890, 7526): some of them count as global, none of them is anybody's server."""


def may_call(address: Address, *, loopback: bool) -> bool:
    """Tell whether an address may be connected to; with `loopback`, this very machine too."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return may_call(address.ipv4_mapped, loopback=loopback)
        if address.scope_id is not None:
            return False
    if address.is_loopback:
        return loopback
    if isinstance(address, IPv6Address):
        if address not in _UNICAST or any(address in network for network in _CARRIERS):
            return False
    elif any(address in network for network in _SERVICES):
        return False
    special = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_link_local
    return address.is_global and not special
