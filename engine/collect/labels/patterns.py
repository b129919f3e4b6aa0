"""Searches many texts with a pattern that a user wrote, within limits of time and memory.

A regular expression can take longer than anyone waits, and nothing in its own process can interrupt it. So this file is
also the script of a process of its own, which a limit on its processor time ends.
"""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

LONGEST = 1000  # characters of a pattern; the time for compiling grows with them
SECONDS, SECONDS_PER_TEXT = 2, 1e-4  # processor time; a usual pattern needs some 1e-6 for a path
PATIENCE = 30  # how many times as long it may take on a busy machine, or where processor time cannot be limited
BYTES, BYTES_PER_TEXT = 500_000_000, 2_000
REMEMBERED = 100


class Stuck(NamedTuple):
    """A text in which a pattern never comes to an end, and the sentence on it."""

    text: str
    sentence: str


STUCK: dict[str, Stuck] = {}  # by pattern; a page would try it again and again


def compiled(pattern: str) -> re.Pattern[str]:
    """The regular expression. Raises ValueError if it is none, or too long."""
    if len(pattern) > LONGEST:
        raise ValueError(f"pattern must have at most {LONGEST:,} characters; it has {len(pattern):,}. Shorten it.")
    try:
        return re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(
            f"pattern must be a regular expression; got {pattern[:100]!r} ({error}). Correct it."
        ) from None


def search(pattern: str, texts: Sequence[str]) -> list[tuple[str, str | None] | None]:
    """What a pattern's group `label`, or else its first group, and its group `group` match in each text.

    A group that takes no part gives "" for the label, None for the group. None for a text that does not match. Raises
    ValueError if the pattern takes too long, naming the text.
    """
    if not texts:
        return []
    if (stuck := STUCK.get(pattern)) and stuck.text in texts:
        raise ValueError(stuck.sentence)
    limit = round(SECONDS + SECONDS_PER_TEXT * len(texts))
    request = json.dumps([pattern, texts, limit, BYTES + BYTES_PER_TEXT * len(texts)])
    command = [sys.executable, "-I", "-S", str(Path(__file__))]
    try:
        out = subprocess.run(
            command, input=request, capture_output=True, encoding="ascii", timeout=PATIENCE * limit
        ).stdout
    except subprocess.TimeoutExpired as late:
        out = (late.stdout or b"").decode("ascii")
    lines = out.splitlines(keepends=True)
    results = [json.loads(line) for line in lines if line.endswith("\n")]
    if len(results) < len(texts):
        stuck = Stuck(texts[len(results)], too_slow(pattern, texts[len(results)], limit))
        if len(STUCK) >= REMEMBERED:
            STUCK.clear()
        STUCK[pattern] = stuck
        raise ValueError(stuck.sentence)
    return [result and tuple(result) for result in results]


def too_slow(pattern: str, text: str, limit: int) -> str:
    """The sentence on a pattern that was still searching a text after `limit` seconds."""
    return (
        f"pattern must search each path in moments; {pattern[:100]!r} takes longer than {limit} seconds in "
        f"{text[:60]!r}. Write it without repetitions inside repetitions: (a|b)+, not ((a|b)*)+."
    )


def groups_of(match: re.Match[str] | None) -> tuple[str, str | None] | None:
    """The label and the group of a match; None without a match."""
    if match is None:
        return None
    names = match.re.groupindex
    return match["label" if "label" in names else 1] or "", match["group"] if "group" in names else None


def serve(source: IO[str], target: IO[str]) -> None:
    """Reads a request of `search` and writes the result for each text, a line of JSON at a time."""
    pattern, texts, seconds, most_bytes = json.load(source)
    limit_process(seconds, most_bytes)
    expression = re.compile(pattern)
    for text in texts:
        print(json.dumps(groups_of(expression.search(text))), file=target, flush=True)


def limit_process(seconds: int, most_bytes: int) -> None:
    """Limits the processor time and the memory of this process, where the system can."""
    try:
        import resource
    except ImportError:
        return
    limits: dict[Any, int] = {resource.RLIMIT_CPU: seconds, resource.RLIMIT_AS: most_bytes}
    for kind, most in limits.items():
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue  # not every system knows every limit


if __name__ == "__main__":
    serve(sys.stdin, sys.stdout)
