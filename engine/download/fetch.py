"""One file from a server: every hop checked, limits kept while it comes, a broken one gone on with."""

import errno
import http.client
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

import urllib3
from urllib3.exceptions import HTTPError

from engine.download.addresses import Refused, Target, target
from engine.download.spec import DownloadSpec

AGENT = "Glyphlab/0.1 (collects images for recognition studies)"
MAX_HOPS = 5
MAX_PAUSE = 60.0
STEP = 65_536
BUSY = (408, 425, 429, 500, 502, 503, 504)
REDIRECTS = (301, 302, 303, 307, 308)
FAILURES = (HTTPError, http.client.HTTPException, OSError, ssl.SSLError, ValueError)


class Again(Exception):
    """A try failed in a way that may pass; `after` seconds the server asks to wait."""

    def __init__(self, reason: str, after: float = 0) -> None:
        super().__init__(reason)
        self.after = after


class Answer(NamedTuple):
    """What a server said, before its body is read."""

    response: Any
    target: Target


class Connections:
    """Open connections by server, and how many may be used at once; a server's name is resolved once."""

    def __init__(self, spec: DownloadSpec) -> None:
        self.spec = spec
        self.lock = threading.Lock()
        self.known: dict[tuple[str, str, int], Target] = {}
        self.idle: dict[Target, list[Any]] = defaultdict(list)
        self.places: dict[str, threading.Semaphore] = {}
        self.context = ssl.create_default_context()

    def target(self, url: str) -> tuple[Target, str]:
        """The checked server of an address and the path to ask for. Raises Refused."""
        parts = urllib3.util.parse_url(url)
        with self.lock:
            known = self.known.get((parts.scheme or "", parts.host or "", parts.port or 0))
        if known and not parts.auth:
            return known, parts.request_uri
        found, path = target(url)
        with self.lock:
            self.known[(parts.scheme or "", parts.host or "", parts.port or 0)] = found
        return found, path

    def place(self, server: Target) -> threading.Semaphore:
        """The places for files of one server."""
        with self.lock:
            return self.places.setdefault(server.host, threading.Semaphore(self.spec.per_host))

    def take(self, server: Target) -> Any:
        """A connection to the address that was checked, never to what the name may mean by now."""
        with self.lock:
            if self.idle[server]:
                return self.idle[server].pop()
        patience = urllib3.Timeout(connect=self.spec.silence, read=self.spec.silence)
        if server.scheme == "http":
            return urllib3.connection.HTTPConnection(server.address, server.port, timeout=patience.connect_timeout)
        return urllib3.connection.HTTPSConnection(
            server.address,
            server.port,
            timeout=patience.connect_timeout,
            ssl_context=self.context,
            server_hostname=server.host,
        )

    def give(self, server: Target, connection: Any) -> None:
        """Keeps a connection for the next file."""
        with self.lock:
            self.idle[server].append(connection)

    def close(self) -> None:
        """Ends all that are idle."""
        for each in (one for some in self.idle.values() for one in some):
            each.close()


def fetch(url: str, part: Path, connections: Connections, expects_image: bool) -> None:
    """Writes the file behind an address to `part`, going on where that ends.

    Raises Again when another try may help, Refused, with one sentence, when none will.
    """
    deadline = 0.0
    for _ in range(MAX_HOPS + 1):
        server, path = connections.target(url)
        with connections.place(server):
            deadline = deadline or time.monotonic() + connections.spec.seconds
            with asked(server, path, part, connections, deadline) as response:
                if response.status not in REDIRECTS:
                    receive(response, part, connections.spec, expects_image)
                    return
                url = urljoin(url, response.headers.get("Location", ""))
                drain(response)
    raise Refused(f"It is passed on more than {MAX_HOPS} times.")


@contextmanager
def asked(server: Target, path: str, part: Path, connections: Connections, deadline: float) -> Iterator[Any]:
    """The server's answer; its connection is used again if the body was read to its end, and cut at the deadline."""
    connection = connections.take(server)
    left = deadline - time.monotonic()
    guard = threading.Timer(max(left, 0), cut, (connection,))
    guard.daemon = True
    guard.start()
    whole = False
    try:
        connection.request("GET", path, headers=headers(server, part), preload_content=False, decode_content=False)
        response = connection.getresponse()
        yield response
        whole = response.closed or response.isclosed()
    except Refused:
        raise
    except ssl.SSLCertVerificationError as error:
        raise Refused(
            f"The server's certificate is not trusted ({error.verify_message.rstrip('.')}); if the server is yours, "
            "name the file of its authority in SSL_CERT_FILE."
        ) from None
    except FAILURES as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise
        if time.monotonic() >= deadline:
            raise Refused(f"It took longer than {connections.spec.seconds:g} seconds.") from None
        raise Again(reason_of(error)) from None
    finally:
        guard.cancel()
        if whole and time.monotonic() < deadline:
            connections.give(server, connection)
        else:
            connection.close()


def cut(connection: Any) -> None:
    """Ends what a server still says; whoever reads gets an error at once."""
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(2)


def reason_of(error: BaseException) -> str:
    """Why a try failed, in one sentence."""
    if isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError):
        return "The server did not answer in time."
    return f"The connection broke ({type(error).__name__})."


def headers(server: Target, part: Path) -> dict[str, str]:
    """What is said to the server; a part that is there is gone on with if the server's file is still the same."""
    usual = {"http": 80, "https": 443}[server.scheme]
    name = f"[{server.host}]" if ":" in server.host else server.host
    said = {"Host": name if server.port == usual else f"{name}:{server.port}", "User-Agent": AGENT}
    said |= {"Accept": "image/*,*/*;q=0.5", "Accept-Encoding": "identity"}
    tag = tag_file(part)
    if part.exists() and part.stat().st_size and tag.exists():
        said |= {"Range": f"bytes={part.stat().st_size}-", "If-Range": tag.read_text()}
    return said


def tag_file(part: Path) -> Path:
    """Where the mark of the server's version of a part is noted."""
    return part.with_suffix(".tag")


def receive(response: Any, part: Path, spec: DownloadSpec, expects_image: bool) -> None:
    """Writes a body. Raises Again or Refused."""
    status, said = response.status, response.headers
    if status in BUSY:
        drain(response)
        raise Again(f"The server answers {status}.", seconds(said.get("Retry-After", "")))
    if status == 416:
        forget(part)
        raise Again("The server's file has changed.")
    if status not in (200, 206):
        drain(response)
        raise Refused(f"The server answers {status} {response.reason or ''}".strip()[:100] + ".")
    if said.get("Content-Encoding", "identity").lower() not in ("identity", ""):
        raise Refused("The server sends it packed, which was not asked for.")
    if expects_image and said.get("Content-Type", "").lower().startswith(("text/html", "application/json")):
        raise Refused(f"The server sends {said['Content-Type'].split(';')[0]} in place of an image.")
    start = part.stat().st_size if status == 206 and part.exists() else 0
    if status == 206 and not said.get("Content-Range", "").startswith(f"bytes {start}-"):
        forget(part)
        raise Again("The server sends another piece than the one asked for.")
    most = int(spec.file_mb * 1e6)
    stated = said.get("Content-Length", "")
    if stated.isdigit() and start + int(stated) > most:
        raise Refused(f"It has {(start + int(stated)) / 1e6:.1f} MB; at most {spec.file_mb:g} MB are fetched.")
    mark(part, said, status)
    with part.open("ab" if start else "wb") as file:
        while data := response.read1(STEP):
            start += len(data)
            if start > most:
                file.truncate(0)
                raise Refused(f"It has more than {spec.file_mb:g} MB, the most that are fetched.")
            file.write(data)


def mark(part: Path, said: Any, status: int) -> None:
    """Notes which version of the server's file a part belongs to, so that two are never mixed."""
    tag = said.get("ETag", "") or said.get("Last-Modified", "")
    if status == 206:
        return
    if tag and not tag.startswith("W/"):
        tag_file(part).write_text(tag)
    else:
        tag_file(part).unlink(missing_ok=True)


def forget(part: Path) -> None:
    """Begins a file anew."""
    part.unlink(missing_ok=True)
    tag_file(part).unlink(missing_ok=True)


def drain(response: Any) -> None:
    """Reads the rest of a short answer, so that the connection can be used again."""
    for _ in range(4):
        if not response.read1(STEP):
            return


def seconds(said: str) -> float:
    """How long a server asks to wait; 0 where it does not say so in seconds."""
    return min(float(said), MAX_PAUSE) if said.strip().isdigit() else 0.0
