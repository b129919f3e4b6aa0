"""Which addresses may be connected to: none inside the own network, unless the configuration names it."""

import ipaddress
import os
import socket
from typing import NamedTuple

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

ALLOWED = "GLYPHLAB_INNER_HOSTS"
NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Refused(ValueError):
    """An address is not connected to; the text is one sentence."""


class Target(NamedTuple):
    """A server: scheme, its name, its port, and the address that was checked and is connected to."""

    scheme: str
    host: str
    port: int
    address: str


def target(url: str) -> tuple[Target, str]:
    """The server of an address and the path to ask it for; resolved once, every answer checked. Raises Refused."""
    try:
        parts = parse_url(url)
    except LocationParseError:
        raise Refused(f"{url[:100]!r} is no address.") from None
    if parts.scheme not in ("http", "https") or not parts.host:
        raise Refused(f"{url[:100]!r} is no http or https address.")
    if parts.auth:
        raise Refused("Its address holds a name and password; these are not sent.")
    host = parts.host.strip("[]").rstrip(".")
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    return Target(parts.scheme, host, port, checked(host, port)), parts.request_uri


def checked(host: str, port: int) -> str:
    """The first address of a host, if all of them may be connected to. Raises Refused."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused(f"The server {host[:100]!r} is not known; check the address.") from None
    addresses = [str(answer[4][0]).partition("%")[0] for answer in answers]
    for each in addresses:
        if is_inner(ipaddress.ip_address(each)) and not is_allowed(host, ipaddress.ip_address(each)):
            raise Refused(
                f"The server {host[:100]!r} is inside the own network ({each}); {ALLOWED} in the configuration may "
                "name it."
            )
    return addresses[0]


def is_inner(address: Address) -> bool:
    """Whether an address is not of the public internet, also when it is wrapped into one of version 6."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in NAT64 or int(address) < 2**32:
            wrapped.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(each is not None and is_inner(each) for each in wrapped):
            return True
    return not address.is_global or address.is_multicast or address.is_reserved


def is_allowed(host: str, address: Address) -> bool:
    """Whether the configuration names a host, or a network that the address lies in."""
    for each in os.environ.get(ALLOWED, "").replace(",", " ").split():
        if each.lower() == host.lower():
            return True
        try:
            if address in ipaddress.ip_network(each, strict=False):
                return True
        except ValueError:
            continue  # the name of another host
    return False
