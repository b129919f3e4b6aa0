"""Decides which addresses may be connected to: none in the local network, unless the configuration allows it."""

import ipaddress
import os
import socket
from typing import NamedTuple

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

ALLOWED = "GLYPHLAB_INNER_HOSTS"
NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class RefusedError(ValueError):
    """An address is refused. The text is one sentence."""


class Target(NamedTuple):
    """A server: scheme, host name, port, and the checked IP address to connect to."""

    scheme: str
    host: str
    port: int
    address: str


def target(url: str) -> tuple[Target, str]:
    """The server of an address, resolved once and checked, and the path to request. Raises RefusedError."""
    try:
        parts = parse_url(url)
    except LocationParseError:
        raise RefusedError(f"{url[:100]!r} is not a valid address; correct it.") from None
    if parts.scheme not in ("http", "https") or not parts.host:
        raise RefusedError(f"{url[:100]!r} is not an http or https address; correct it.")
    if parts.auth:
        raise RefusedError("Its address contains a user name or password, which are not sent; remove them.")
    host = parts.host.strip("[]").rstrip(".")
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    return Target(parts.scheme, host, port, checked(host, port)), parts.request_uri


def checked(host: str, port: int) -> str:
    """The first IP address of a host, if all of them are allowed. Raises RefusedError."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
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
    if isinstance(address, ipaddress.IPv6Address):
        embedded = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in NAT64 or int(address) < 2**32:
            embedded.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(inner is not None and is_inner(inner) for inner in embedded):
            return True
    return not address.is_global or address.is_multicast or address.is_reserved


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
