"""Fetches a file: checks every redirect, enforces limits while receiving, and resumes interrupted files."""

import errno
import http.client
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import urllib3
from urllib3.exceptions import HTTPError

from engine.download.addresses import RefusedError, Target, parsed, target
from engine.download.spec import DownloadSpec

AGENT = "Glyphlab/0.1 (collects images for recognition studies)"
MAX_HOPS = 5
MAX_PAUSE = 60.0
CHUNK_BYTES = 65_536
BUSY = (408, 425, 429, 500, 502, 503, 504)
REDIRECTS = (301, 302, 303, 307, 308)
FAILURES = (HTTPError, http.client.HTTPException, OSError, ssl.SSLError, ValueError)


class TryAgainError(Exception):
    """A try failed for a temporary reason. after: seconds that the server asks to wait."""

    def __init__(self, reason: str, after: float = 0) -> None:
        super().__init__(reason)
        self.after = after


class NotDeliveredError(Exception):
    """A server was asked and did not deliver the file, and would not in another try. The text is one sentence."""


class Connections:
    """Open connections by server, with a limit for each. Each host name is resolved once."""

    def __init__(self, spec: DownloadSpec) -> None:
        self.spec = spec
        self.lock = threading.Lock()
        self.targets: dict[tuple[str, str, int], Target] = {}
        self.idle: dict[Target, list[Any]] = defaultdict(list)
        self.limits: dict[str, threading.Semaphore] = {}
        self.context = ssl.create_default_context()

    def target(self, url: str) -> tuple[Target, str]:
        """The checked server of an address, and the path to request. Raises RefusedError."""
        parts = parsed(url)
        key = parts.scheme or "", parts.host or "", parts.port or 0
        with self.lock:
            server = self.targets.get(key)
        if server is None:
            server = target(parts)
            with self.lock:
                self.targets[key] = server
        return server, parts.request_uri

    def limit(self, server: Target) -> threading.Semaphore:
        """The semaphore that limits simultaneous downloads from a server."""
        with self.lock:
            return self.limits.setdefault(server.host, threading.Semaphore(self.spec.per_host))

    def take(self, server: Target) -> Any:
        """Returns a connection to the checked address, even if the host name resolves to another one by now."""
        with self.lock:
            if self.idle[server]:
                return self.idle[server].pop()
        timeout = urllib3.Timeout(connect=self.spec.silence, read=self.spec.silence)
        if server.scheme == "http":
            return urllib3.connection.HTTPConnection(server.address, server.port, timeout=timeout.connect_timeout)
        return urllib3.connection.HTTPSConnection(
            server.address,
            server.port,
            timeout=timeout.connect_timeout,
            ssl_context=self.context,
            server_hostname=server.host,
        )

    def give(self, server: Target, connection: Any) -> None:
        """Returns a connection for use by the next file."""
        with self.lock:
            self.idle[server].append(connection)

    def close(self) -> None:
        """Closes all idle connections."""
        for connection in (connection for of_server in self.idle.values() for connection in of_server):
            connection.close()


def fetch(url: str, partial: Path, connections: Connections, expects_image: bool) -> None:
    """Writes the file at an address to `partial`, resuming where that ends.

    Raises TryAgainError if another try may help, otherwise RefusedError or NotDeliveredError. Their texts are one
    sentence.
    """
    deadline = 0.0
    for _ in range(MAX_HOPS + 1):
        server, path = connections.target(url)
        with connections.limit(server):
            deadline = deadline or time.monotonic() + connections.spec.seconds
            with request(server, path, partial, connections, deadline) as response:
                if response.status not in REDIRECTS:
                    receive(response, partial, connections.spec, expects_image)
                    if time.monotonic() >= deadline:
                        raise TimeoutError  # a body without a stated length looks complete where it was cut
                    return
                url = redirected(url, response.headers.get("Location", ""))
                drain(response)
    raise RefusedError(f"The server redirects it more than {MAX_HOPS} times; check the address.")


def redirected(url: str, location: str) -> str:
    """The address to which a server redirects. Raises RefusedError if it is none."""
    try:
        return urljoin(url, location)
    except ValueError:
        raise RefusedError(f"The server redirects it to {location[:100]!r}, which is not a valid address.") from None


@contextmanager
def request(server: Target, path: str, partial: Path, connections: Connections, deadline: float) -> Iterator[Any]:
    """Requests a path and yields the response. The connection is reused if its body was read completely in time."""
    connection = connections.take(server)
    remaining = deadline - time.monotonic()
    sockets: list[Any] = []
    guard = threading.Timer(max(remaining, 0), cut, (connection, sockets))
    guard.daemon = True
    guard.start()
    complete = False
    try:
        connection.request("GET", path, headers=headers(server, partial), preload_content=False, decode_content=False)
        sockets.append(connection.sock)
        response = connection.getresponse()
        yield response
        complete = response.closed or response.isclosed()
    except (RefusedError, NotDeliveredError):
        raise
    except ssl.SSLCertVerificationError as error:
        raise RefusedError(
            f"The server's certificate is not trusted ({error.verify_message.rstrip('.')}); if the server is yours, "
            "name the file of its certificate authority in SSL_CERT_FILE."
        ) from None
    except FAILURES as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise
        if time.monotonic() >= deadline:
            raise NotDeliveredError(
                f"It took longer than {connections.spec.seconds:g} seconds; raise the time limit per file."
            ) from None
        raise TryAgainError(reason_of(error)) from None
    finally:
        guard.cancel()
        if complete and time.monotonic() < deadline:
            connections.give(server, connection)
        else:
            connection.close()


def cut(connection: Any, sockets: list[Any]) -> None:
    """Shuts a connection down, so that reading from it fails at once.

    sockets: those of the connection so far, because it drops its socket when a response is to end with the connection.
    """
    for socket in (connection.sock, *sockets):
        with suppress(OSError, AttributeError):
            socket.shutdown(2)


def reason_of(error: BaseException) -> str:
    """Why a try failed, in one sentence."""
    if isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError):
        return "The server did not respond in time."
    return f"The connection broke ({type(error).__name__})."


def headers(server: Target, partial: Path) -> dict[str, str]:
    """The request headers. A partial file is resumed if the file on the server has not changed."""
    default_port = {"http": 80, "https": 443}[server.scheme]
    name = f"[{server.host}]" if ":" in server.host else server.host
    fields = {"Host": name if server.port == default_port else f"{name}:{server.port}", "User-Agent": AGENT}
    fields |= {"Accept": "image/*,*/*;q=0.5", "Accept-Encoding": "identity"}
    tag = tag_file(partial)
    if partial.exists() and partial.stat().st_size and tag.exists():
        fields |= {"Range": f"bytes={partial.stat().st_size}-", "If-Range": tag.read_text()}
    return fields


def tag_file(partial: Path) -> Path:
    """The file with the server's version tag of a partial file."""
    return partial.with_suffix(".tag")


def receive(response: Any, partial: Path, spec: DownloadSpec, expects_image: bool) -> None:
    """Writes the body of a response. Raises TryAgainError or RefusedError."""
    check_status(response, partial)
    check_content(response.headers, expects_image)
    start = partial.stat().st_size if response.status == 206 and partial.exists() else 0
    if response.status == 206 and not response.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
        discard(partial)
        raise TryAgainError("The server sends another range than the requested one.")
    largest = int(spec.file_mb * 1e6)
    stated = response.headers.get("Content-Length", "")
    if stated.isdigit() and start + int(stated) > largest:
        raise RefusedError(
            f"It has {(start + int(stated)) / 1e6:.1f} MB; at most {spec.file_mb:g} MB are allowed. Raise the "
            "size limit per file."
        )
    store_tag(partial, response.headers, response.status)
    with partial.open("ab" if start else "wb") as file:
        while data := response.read1(CHUNK_BYTES):
            start += len(data)
            if start > largest:
                file.truncate(0)
                raise RefusedError(f"It has more than {spec.file_mb:g} MB, the size limit per file; raise it.")
            file.write(data)


def check_status(response: Any, partial: Path) -> None:
    """Raises TryAgainError or RefusedError if a server does not respond with a file or with the rest of one."""
    status = response.status
    if status == 416:
        discard(partial)
        raise TryAgainError("The file on the server has changed.")
    if status in (200, 206):
        return
    drain(response)
    if status in BUSY:
        raise TryAgainError(f"The server responds {status}.", seconds(response.headers.get("Retry-After", "")))
    raise RefusedError(f"The server responds {status} {response.reason or ''}".strip()[:100] + "; check the address.")


def check_content(fields: Any, expects_image: bool) -> None:
    """Raises RefusedError if a body is compressed, or is a page where an image is expected. fields: its headers."""
    if fields.get("Content-Encoding", "identity").lower() not in ("identity", ""):
        raise RefusedError("The server sends it compressed, which was not requested; fetch it by other means.")
    if expects_image and fields.get("Content-Type", "").lower().startswith(("text/html", "application/json")):
        raise RefusedError(
            f"The server sends {fields['Content-Type'].split(';')[0]} instead of an image; check the address."
        )


def store_tag(partial: Path, fields: Any, status: int) -> None:
    """Stores the server's version tag of a partial file, so that two versions are never mixed."""
    tag = fields.get("ETag", "") or fields.get("Last-Modified", "")
    if status == 206:
        return
    if tag and not tag.startswith("W/"):
        tag_file(partial).write_text(tag)
    else:
        tag_file(partial).unlink(missing_ok=True)


def discard(partial: Path) -> None:
    """Deletes a partial file."""
    partial.unlink(missing_ok=True)
    tag_file(partial).unlink(missing_ok=True)


def drain(response: Any) -> None:
    """Reads the rest of a short response, so that the connection can be reused."""
    for _ in range(4):
        if not response.read1(CHUNK_BYTES):
            return


def seconds(retry_after: str) -> float:
    """The seconds that a server asks to wait, or 0 if it does not give them."""
    return min(float(retry_after), MAX_PAUSE) if retry_after.strip().isdigit() else 0.0
