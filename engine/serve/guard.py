"""Who may send requests: by Host, Origin and token. A web page of a stranger must not use a server of this machine."""

import hmac
import ipaddress
import os
from collections.abc import Collection, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from engine.core.storage.files import read_text
from engine.serve.refusal import RefusalError, refused
from engine.serve.spec import ServeSpec

VARIABLE = "GLYPHLAB_TOKEN"
SHORTEST = 16  # characters of a token; shorter ones can be guessed
OPEN = ("/health",)  # paths that need no token, so that a machine can ask whether the server lives
LOCAL = ("localhost", "127.0.0.1", "::1")


class Rules(NamedTuple):
    """The token, "" for none; the names of the server, empty for any; web pages that may send requests."""

    token: str
    hosts: frozenset[str]
    origins: frozenset[str]


def rules_of(spec: ServeSpec) -> Rules:
    """The rules that a spec asks for. Raises ValueError or FileNotFoundError if it needs a token and has none."""
    token = token_of(spec.token_file)
    if not token and not is_loopback(spec.host):
        raise ValueError(
            f"{spec.host} can be reached from other machines, so a token is required: write one of at least {SHORTEST} "
            f"characters to a file and name it with --token-file, or set {VARIABLE}."
        )
    names = frozenset(map(str.lower, (*LOCAL, spec.host, *spec.hosts))) if is_loopback(spec.host) or spec.hosts else ()
    return Rules(token, frozenset(names), frozenset(origin.rstrip("/").lower() for origin in spec.origins))


def token_of(path: str) -> str:
    """The token in a file, or else in the environment; "" for none. Raises ValueError or FileNotFoundError."""
    if path and not Path(path).is_file():
        raise FileNotFoundError(f"there is no file {path!r}; write the token to it, or leave out --token-file.")
    token = (read_text(Path(path)) if path else os.environ.get(VARIABLE, "")).strip()
    usable = token.isascii() and token.isprintable() and " " not in token
    if (path or token) and not (len(token) >= SHORTEST and usable):
        where = path or VARIABLE
        raise ValueError(f"a token must be at least {SHORTEST} letters, digits or signs without spaces; mend {where}.")
    return token


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class Guard:
    """Refuses requests that break the rules, before any of their body is read."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self.app, self.rules = app, rules
        self.expected = f"Bearer {rules.token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or answers why it is refused."""
        if scope["type"] == "http":
            try:
                self.check(Headers(scope=scope), scope["path"])
            except RefusalError as refusal:
                await refused(refusal)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def check(self, headers: Headers, path: str) -> None:
        """Raises RefusalError for a foreign Host or Origin, or without the token."""
        host = headers.get("host", "")
        check_host(name_of(host), self.rules.hosts)
        check_origin(headers.getlist("origin"), {f"http://{host}".lower()} | self.rules.origins)
        given = headers.get("authorization", "").encode("latin-1", "replace")
        if self.rules.token and path not in OPEN and not hmac.compare_digest(given, self.expected):
            raise RefusalError(
                HTTPStatus.UNAUTHORIZED,
                "this server needs its token; send the header `Authorization: Bearer TOKEN`.",
                www_authenticate="Bearer",
                connection="close",
            )


def check_host(name: str, hosts: Collection[str]) -> None:
    """Raises RefusalError for a Host that is none of the server's names; without names any will do."""
    if hosts and name not in hosts:
        raise RefusalError(
            HTTPStatus.MISDIRECTED_REQUEST,
            f"this server is not {name[:100]!r}; use its address, or start it with --known-host.",
            connection="close",
        )


def check_origin(given: Iterable[str], own: Collection[str]) -> None:
    """Raises RefusalError for a request that a web page of another server sends."""
    for origin in given:
        if origin.lower() not in own:
            raise RefusalError(
                HTTPStatus.FORBIDDEN,
                f"the web page {origin[:100]!r} may not send requests here; allow it with --origin.",
                connection="close",
            )


def name_of(host: str) -> str:
    """The name in a Host header, without the port, in lower case; "" if it cannot be read."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""
