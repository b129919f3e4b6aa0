"""Progress in words, and on a command line: one line that is renewed, or in a file or pipe a line every few seconds."""

import os
import shutil
import time
from collections import deque
from collections.abc import Callable
from typing import TextIO

from engine.core.jobs.record import Progress, seconds_left

LINE_EVERY = 5.0  # seconds between two lines in a file or a pipe
PACED = 150  # reports from which the pace is taken
CLEAR = "\r\x1b[K"  # back to the start of the line, which is emptied


def duration(seconds: float) -> str:
    """A time span in words: "8 s", "3 min 20 s", "2 h 5 min"."""
    whole = max(round(seconds), 0)
    if whole < 60:
        return f"{whole} s" if whole or seconds <= 0 else "under 1 s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if minutes < 10 and rest else f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"


def phrases(now: Progress, left: float | None) -> list[str]:
    """Progress in words: done of total, pace, time left (seconds, None if unknown)."""
    number = ",.4g" if now.done % 1 else ",.0f"
    words = [f"{now.done:{number}} of {now.total:,.0f} {now.unit}"]
    if left:
        pace = (now.total - now.done) / left
        words += [f"{pace:,.3g} {now.unit} per second" if pace >= 1 else f"{60 * pace:,.2g} {now.unit} per minute"]
        words += [f"{duration(left)} left"]
    return words


class Console:
    """The progress and the log of a job on a stream, such as stderr."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self.stream, self.clock = stream, clock
        self.renews = stream.isatty() and os.environ.get("TERM") != "dumb"
        self.recent: deque[Progress] = deque(maxlen=PACED)
        self.last_line = clock()
        self.pending = ""

    def progress(self, now: Progress) -> None:
        """Shows how far the job is; where lines cannot be renewed, only if the last one is some seconds old."""
        if self.recent and (self.recent[-1].unit != now.unit or self.recent[-1].done > now.done):
            self.recent.clear()  # another phase, with a pace of its own
        self.recent.append(now)
        figures = [f"{name.replace('_', ' ')} {value:.4g}" for name, value in now.figures.items()]
        self.pending = " · ".join([*phrases(now, seconds_left(list(self.recent), 0.0)), *figures])
        if self.renews:
            self.write(f"{CLEAR}{self.shown()}")
        elif self.clock() - self.last_line >= LINE_EVERY:
            self.end_line()

    def shown(self) -> str:
        """The line of progress, as much of it as fits."""
        return self.pending[: shutil.get_terminal_size().columns - 1]

    def log(self, text: str) -> None:
        """Shows a line of the log. The progress of a terminal goes on below it."""
        self.write(f"{CLEAR}{text}\n{self.shown()}" if self.renews and self.pending else f"{text}\n")

    def end_line(self) -> None:
        """Ends the line of progress, so that what comes next begins a line of its own."""
        if self.pending:
            self.write("\n" if self.renews else f"{self.pending}\n")
        self.pending, self.last_line = "", self.clock()

    def write(self, text: str) -> None:
        """Writes at once."""
        self.stream.write(text)
        self.stream.flush()
