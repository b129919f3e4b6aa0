"""Clients that send images to a server over kept connections, each the next one once the last was answered."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np


class Load(NamedTuple):
    """What clients got: answers by status, how many were not as expected, answers a second, ms at 50 and 99 %."""

    statuses: dict[int, int]
    wrong: int
    rate: float
    p50_ms: float
    p99_ms: float


class Client(asyncio.Protocol):
    """A connection that sends requests in a circle from a place on, until a moment of time.monotonic."""

    def __init__(
        self, requests: Sequence[bytes], start: int, until: float, check: Callable[[int, bytes], bool]
    ) -> None:
        self.requests, self.place, self.until, self.check = requests, start, until, check
        self.times: list[float] = []
        self.buffer, self.statuses, self.wrong = b"", Counter[int](), 0
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Sends the first request."""
        self.transport = transport
        self.send()

    def connection_lost(self, error: Exception | None) -> None:
        """Ends."""
        if not self.ended.done():
            self.ended.set_result(None)

    def send(self) -> None:
        """Sends the next request."""
        self.sent = time.perf_counter()
        self.transport.write(self.requests[self.place % len(self.requests)])  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        """Takes a part of an answer; once it is whole, sends the next request."""
        self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(body) < length:
            return
        self.times.append(time.perf_counter() - self.sent)
        status = int(head[9:12])
        self.statuses[status] += 1
        self.wrong += status == 200 and not self.check(self.place % len(self.requests), body)
        self.buffer, self.place = b"", self.place + 1
        if time.monotonic() < self.until:
            self.send()
        else:
            self.transport.close()


async def clients(
    url: str, requests: Sequence[bytes], count: int, seconds: float, check: Callable[[int, bytes], bool]
) -> Load:
    """Lets clients send requests side by side for some seconds."""
    loop, place, started = asyncio.get_running_loop(), urlsplit(url), time.monotonic()
    sending = [Client(requests, start, started + seconds, check) for start in range(count)]
    for client in sending:
        await loop.create_connection(partial(as_it_is, client), str(place.hostname), place.port or 80)
    await asyncio.gather(*(client.ended for client in sending))
    taken = time.monotonic() - started
    times = np.concatenate([client.times for client in sending]) * 1000
    statuses = sum((client.statuses for client in sending), Counter[int]())
    wrong = sum(client.wrong for client in sending)
    return Load(dict(statuses), wrong, len(times) / taken, *np.quantile(times, (0.5, 0.99)).tolist())


def as_it_is(client: Client) -> Client:
    """The client, for what asks for a way to make one."""
    return client


def load(
    url: str, requests: Sequence[bytes], count: int, seconds: float, check: Callable[[int, bytes], bool] | None = None
) -> Load:
    """Runs `clients` to their end. check: whether the body of an answer to a request is right."""
    import uvloop

    return uvloop.run(clients(url, requests, count, seconds, check or (lambda place, body: True)))


def post(path: str, body: bytes, kind: str = "image/png") -> bytes:
    """A request as it is sent."""
    head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body
