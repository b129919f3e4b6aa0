"""HTTP on a connection, with limits on its headers and on the time to send them, and answers for half-closed ones."""

import asyncio
from asyncio import TimerHandle
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEADERS = 32_768  # bytes of a request's first line and headers
CLOSING = b"connection: close\r\ncontent-type: application/json\r\n"


class Protocol(HttpToolsProtocol):
    """A connection to a client. `Bounded` says how long it may take to send its headers, and how many may be open."""

    seconds = 10.0
    most = 1000

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.patience: TimerHandle | None = None
        self.in_headers, self.header_bytes = True, 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Takes the connection, or refuses it where too many are open."""
        super().connection_made(transport)
        if len(self.connections) > self.most:
            self.end(b"503 Service Unavailable", b"retry-after: 1\r\n", "too many connections are open; try again.")
            return
        self.await_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets the connection."""
        self.got_headers()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads what came, unless the headers are too long."""
        if self.transport.is_closing():
            return
        if self.in_headers:
            end = data.find(b"\r\n\r\n")
            self.header_bytes += len(data) if end < 0 else end
            if self.header_bytes > MOST_HEADERS:
                self.end(b"431 Request Header Fields Too Large", b"", f"headers may have {MOST_HEADERS} bytes.")
                return
        super().data_received(data)
        if self.in_headers and not self.patience and not self.transport.is_closing():
            self.await_headers()

    def eof_received(self) -> bool:  # type: ignore[override]
        """Keeps a connection that the client has half closed until its request is answered."""
        cycle = self.cycle
        whole = cycle is not None and not cycle.response_complete and not cycle.more_body
        if whole:
            cycle.keep_alive = False
        return whole

    def on_message_begin(self) -> None:
        """A request begins."""
        self.in_headers, self.header_bytes = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The headers of a request are there."""
        self.got_headers()
        super().on_headers_complete()

    def await_headers(self) -> None:
        """Closes the connection unless headers come in time."""
        self.patience = self.loop.call_later(self.seconds, self.lose_patience)

    def got_headers(self) -> None:
        """Ends the waiting for headers."""
        self.in_headers = False
        if self.patience:
            self.patience.cancel()
            self.patience = None

    def lose_patience(self) -> None:
        """Ends a connection whose headers did not come in time."""
        self.patience = None
        if self.in_headers and not self.transport.is_closing():
            self.end(b"408 Request Timeout", b"", f"the headers must be sent within {self.seconds:g} seconds.")

    def end(self, status: bytes, headers: bytes, sentence: str) -> None:
        """Answers with a sentence and closes the connection."""
        body = f'{{"error":"{sentence}"}}'.encode()
        length = f"content-length: {len(body)}\r\n\r\n".encode()
        self.transport.write(b"HTTP/1.1 " + status + b"\r\n" + CLOSING + headers + length + body)
        self.transport.close()


def bounded(seconds: float, most: int) -> type[Protocol]:
    """The protocol with a time for the headers in seconds, and a number of open connections."""
    return type("Bounded", (Protocol,), {"seconds": seconds, "most": most})
