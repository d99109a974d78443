"""Which addresses are fetched from: those of the internet, and what the admin lets through."""

from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final, Self

from app.core.errors import InvalidInput

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

WEB_PORTS: Final = frozenset({80, 443})
FIRST_FREE_PORT: Final = 1024
_LAST_PORT: Final = 65_535
_NAT64: Final = ip_network("64:ff9b::/96")
_LAST_32_BITS: Final = 0xFFFFFFFF


def is_public(address: Address) -> bool:
    """Say whether an address is one of the internet and not of this machine or its network.

    IPv6 addresses with an IPv4 address inside (mapped, 6to4, Teredo) are how private addresses
    are dressed up, so none of them passes.  NAT64 (RFC 6052) is how networks that only have IPv6
    reach every IPv4 server, so there the address inside decides.
    """
    if isinstance(address, IPv6Address):
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & _LAST_32_BITS))
        dressed = address.ipv4_mapped or address.sixtofour or address.teredo
        if dressed is not None or address.is_site_local or address.scope_id:
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_loopback
        and not address.is_link_local
        and not address.is_unspecified
    )


def is_web_port(port: int) -> bool:
    """Say whether a server of audio may listen there: 80, 443, or above the system's own ports."""
    return port in WEB_PORTS or FIRST_FREE_PORT <= port <= _LAST_PORT


@dataclass(frozen=True)
class Allowance:
    """What the admin lets through besides the internet: ``host:port`` and whole networks."""

    servers: frozenset[tuple[str, int]]
    networks: tuple[Network, ...]

    @classmethod
    def read(cls, entries: tuple[str, ...]) -> Self:
        """Return the allowance written as ``nas.local:8080``, ``[::1]:80`` or ``10.0.0.0/8``.

        Raises:
            InvalidInput: if an entry is neither.
        """
        servers: set[tuple[str, int]] = set()
        networks: list[Network] = []
        for entry in entries:
            if "/" in entry:
                networks.append(_read_network(entry))
            else:
                servers.add(_read_server(entry))
        return cls(frozenset(servers), tuple(networks))

    def has_server(self, host: str, port: int) -> bool:
        """Say whether this very name and port are let through."""
        return (host.lower(), port) in self.servers

    def has_address(self, address: Address) -> bool:
        """Say whether the address lies in a network that is let through."""
        return any(address in network for network in self.networks)


def _read_network(entry: str) -> Network:
    try:
        return ip_network(entry.strip())
    except ValueError as error:
        raise _unreadable(entry) from error


def _read_server(entry: str) -> tuple[str, int]:
    host, _, port = entry.strip().rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) <= _LAST_PORT:
        raise _unreadable(entry)
    return host.strip("[]").lower(), int(port)


def _unreadable(entry: str) -> InvalidInput:
    return InvalidInput(
        f"'{entry}' is no address to let through. Write a server as nas.local:8080, or a network "
        "as 192.168.1.0/24."
    )


def read_address(text: str) -> Address | None:
    """Return the address that a text is, and None for a name."""
    try:
        return ip_address(text)
    except ValueError:
        return None
