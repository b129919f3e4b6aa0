"""Decides which addresses may be connected to: none in the local network, unless the configuration allows it."""

import ipaddress
import os
import socket
import unicodedata
from typing import NamedTuple

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

ALLOWED = "GLYPHLAB_INNER_HOSTS"
# https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6-special-registry. Python's own `is_global` lacks
# some of them, differently in each version.
NOT_PUBLIC = [ipaddress.ip_network(network) for network in ("192.0.0.0/24", "192.88.99.0/24", "240.0.0.0/4")]
GLOBAL = ipaddress.ip_network("2000::/3")  # all other IPv6 addresses are local or reserved, but for NAT64
PROTOCOLS = ipaddress.ip_network("2001::/23")  # Teredo, benchmarking, ORCHID
NAT64 = ipaddress.ip_network("64:ff9b::/96")
ISATAP = 0x00005EFE  # RFC 5214: the third quarter of an address whose last quarter is an IPv4 address
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class RefusedError(ValueError):
    """An address is refused. The text is one sentence."""


class Target(NamedTuple):
    """A server: scheme, host name, port, and the checked IP address to connect to."""

    scheme: str
    host: str
    port: int
    address: str


def parsed(url: str) -> Url:
    """The parts of an http or https address. Raises RefusedError."""
    if any(unicodedata.category(character) == "Cc" for character in url):
        raise RefusedError(f"{url[:100]!r} is not a valid address, for it has a control character; correct it.")
    try:
        parts = parse_url(url)
    except (LocationParseError, ValueError):
        raise RefusedError(f"{url[:100]!r} is not a valid address; correct it.") from None
    if parts.scheme not in ("http", "https") or not parts.host:
        raise RefusedError(f"{url[:100]!r} is not an http or https address; correct it.")
    if parts.auth:
        raise RefusedError("Its address contains a user name or password, which are not sent; remove them.")
    return parts


def target(parts: Url) -> Target:
    """The server of an address, resolved once and checked. Raises RefusedError."""
    host = (parts.host or "").strip("[]").rstrip(".")
    port = parts.port or {"http": 80, "https": 443}[parts.scheme or "http"]
    return Target(parts.scheme or "http", host, port, checked(host, port))


def checked(host: str, port: int) -> str:
    """The first IP address of a host, if all of them are allowed. Raises RefusedError."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError, OverflowError):
        raise RefusedError(f"The server {host[:100]!r} cannot be found; check the address.") from None
    addresses = [str(answer[4][0]).partition("%")[0] for answer in answers]
    for address in addresses:
        if is_inner(ipaddress.ip_address(address)) and not is_allowed(host, ipaddress.ip_address(address)):
            raise RefusedError(
                f"The server {host[:100]!r} is in the local network ({address}); to allow it, name it in {ALLOWED} in "
                "the configuration."
            )
    return addresses[0]


def is_inner(address: Address) -> bool:
    """Whether an address is outside the public internet, even if it is embedded in an IPv6 address."""
    if isinstance(address, ipaddress.IPv4Address):
        return not address.is_global or address.is_multicast or any(address in network for network in NOT_PUBLIC)
    embedded = embedded_in(address)
    if address in NAT64:
        return any(map(is_inner, embedded))
    return address not in GLOBAL or not address.is_global or any(map(is_inner, embedded)) or address in PROTOCOLS


def embedded_in(address: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses that an IPv6 address leads to: by translation (NAT64), 6to4 and ISATAP."""
    marked = address in NAT64 or int(address) >> 32 & 0xFDFFFFFF == ISATAP
    last = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if marked else None
    return [inner for inner in (address.sixtofour, last) if inner]


def is_allowed(host: str, address: Address) -> bool:
    """Whether the configuration names the host, or a network that contains the address."""
    for entry in os.environ.get(ALLOWED, "").replace(",", " ").split():
        if entry.lower() == host.lower():
            return True
        try:
            if address in ipaddress.ip_network(entry, strict=False):
                return True
        except ValueError:
            continue  # a host name
    return False
