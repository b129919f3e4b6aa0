"""Who does the work: this process or several. The one place where another engine is plugged in."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence, Sized
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def processes(asked: int) -> int:
    """How many processes to start: so many, or one for each core where 0 are asked for."""
    return asked or cores()


def useful(asked: int, blocks: Sequence[Sized], fewest: int) -> int:
    """How many processes to start for blocks of items: as many as asked for, and at most one for each block.

    Where 0 are asked for, there is one for each core, as long as each gets at least `fewest` items: a process takes
    about as long to start as those take.
    """
    most = len(blocks) if asked else sum(map(len, blocks)) // fewest
    return max(1, min(processes(asked), most))


def run(
    function: Callable[[Item], Result], items: Iterable[Item], workers: int = 1, ahead: int = 2, apart: bool = False
) -> Generator[Result]:
    """Yields function(item) for each item, in the order of the items.

    With more than one worker, or where one is to work `apart`, the function runs in fresh processes, so it must be
    importable by name; `ahead` items per worker are under way at once, so memory does not grow with their number.
    Closing the iterator ends the workers.
    """
    if workers <= 1 and not apart:
        yield from map(function, items)
        return
    source = iter(items)
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(workers, context, initializer=end_with_parent)
    try:
        under_way = deque(executor.submit(function, item) for item in islice(source, ahead * workers))
        while under_way:
            result = under_way.popleft().result()
            under_way.extend(executor.submit(function, item) for item in islice(source, 1))
            yield result
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def end_with_parent() -> None:
    """Makes this worker end when the process that started it is gone; killed, it could not say so."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
