"""The queue of a process: images are read one after the other, and only so many may wait."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from engine.serve import metrics
from engine.serve.refusal import busy

MOST_BYTES = 256_000_000  # of requests that a process holds at once


class Memory:
    """The bytes of one request that are held. Its `with` block gives them back."""

    def __init__(self, turns: "Turns") -> None:
        self.turns, self.bytes = turns, 0

    def __enter__(self) -> "Memory":
        return self

    def __exit__(self, *error: object) -> None:
        self.turns.held -= self.bytes

    def hold(self, count: int) -> None:
        """Counts bytes that arrived. Raises RefusalError if all requests together hold too many."""
        if self.turns.held + count > MOST_BYTES:
            raise busy("the requests that are being sent fill the memory; send this one again in a moment.")
        self.turns.held += count
        self.bytes += count


class Turns:
    """Who reads next. most: images that may wait, those that are being read included."""

    def __init__(self, most: int) -> None:
        self.most, self.waiting, self.held = most, 0, 0
        self.lock = asyncio.Lock()

    @contextmanager
    def places(self, count: int) -> Iterator[None]:
        """Holds places in the queue for some images. Raises RefusalError if they do not fit."""
        if self.waiting and self.waiting + count > self.most:
            raise busy(f"{self.waiting} images are waiting here already; send this request again in a moment.")
        self.waiting += count
        metrics.queue.inc(count)
        try:
            yield
        finally:
            self.waiting -= count
            metrics.queue.dec(count)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Waits for a turn to read an image. New requests are looked at in between, so that they can be refused."""
        async with self.lock:
            await asyncio.sleep(0)
            yield
