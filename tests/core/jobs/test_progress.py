"""Progress on a command line: one line that is renewed on a terminal, few lines elsewhere."""

import io
import os
import re
import subprocess
import sys

import pytest

from engine.core.jobs.progress import Console, duration, phrases
from engine.core.jobs.record import Progress
from tests.support.commands import PROJECT, engine

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
COMMAND = "generate --name many --symbols 01 --length 1 --width 16 --height 16 --font-size 10 --count 5000 --workers 1"


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self):
        return True


class Clock:
    """A clock that stands until it is set."""

    now = 0.0

    def __call__(self):
        return self.now


def reported(stream, seconds):
    """What a console writes of a hundred reports in each second, of one image each, and of a line of the log."""
    clock = Clock()
    console = Console(stream, clock)
    for done in range(100 * seconds):
        clock.now = done / 100
        console.progress(Progress(clock.now, done, 10_000, "images", {"left_out": 3}))
    console.log("checked")
    console.end_line()
    return stream.getvalue()


@pytest.fixture(autouse=True)
def narrow(monkeypatch):
    """A terminal of 60 columns."""
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm")


def test_a_file_gets_a_line_every_few_seconds_and_the_last_report():
    text = reported(io.StringIO(), seconds=12)
    lines = text.splitlines()
    assert [line.split(" of ")[0] for line in lines] == ["500", "1,000", "checked", "1,199"]
    assert lines[0].endswith("100 images per second · 1 min 35 s left · left out 3") and "\r" not in text


def test_a_terminal_gets_one_line_that_is_renewed_and_fits():
    text = reported(Terminal(), seconds=2)
    *renewed, last = text.split("\r\x1b[K")
    assert len(renewed) == 201 and text.count("\n") == 2 and all(len(line) < 60 for line in renewed)
    assert last.startswith("checked\n199 of 10,000 images · 100 images per second · 1 min 38 s")


@pytest.mark.parametrize(
    ("now", "left", "words"),
    [
        (Progress(0, 0, 10, "images", {}), None, ["0 of 10 images"]),
        (Progress(0, 5000, 10_000, "images", {}), 50, ["5,000 of 10,000 images", "100 images per second", "50 s left"]),
        (Progress(0, 1.5, 3, "epochs", {}), 5400, ["1.5 of 3 epochs", "0.017 epochs per minute", "1 h 30 min left"]),
    ],
)
def test_progress_is_told_in_sensible_units(now, left, words):
    assert phrases(now, left) == words


def test_durations_have_two_units_at_most():
    assert [duration(s) for s in (0, 0.2, 59, 200, 3000, 7500)] == [
        *("0 s", "under 1 s", "59 s", "3 min 20 s", "50 min", "2 h 5 min"),
    ]


def test_a_real_command_says_little_in_a_pipe_and_renews_its_line_on_a_terminal(home):
    engine(home, COMMAND)
    words = [sys.executable, "-m", "engine", *COMMAND.split(), "--seed", "2"]
    words[words.index("many")] = "other"
    above, below = pty.openpty()
    environment = {**os.environ, "GLYPHLAB_HOME": str(home), "TERM": "xterm"}
    with subprocess.Popen(words, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=below) as child:
        os.close(below)
        text = read_all(above)
    assert child.returncode == 0
    assert "\r\x1b[K" in text and re.search(r"Generate other: done, .*s\r\n$", text) and text.count("\n") < 5


def read_all(handle):
    """All that a terminal shows until its last program ends."""
    parts = []
    while True:
        try:
            part = os.read(handle, 4096)
        except OSError:  # how Linux says that nobody writes any more
            part = b""
        if not part:
            os.close(handle)
            return b"".join(parts).decode()
        parts.append(part)
