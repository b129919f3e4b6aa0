"""Links that somebody may send to a user: nonsense in the parameters of a page."""

from collections.abc import Iterator
from typing import Any

from tests.support.screens import follow_link, query_keys

FILLED = {"dataset": "digits", "model": "reader", "part": "test"}  # with which pages show what `trained` holds
STATE = ("job", "chain", "size", "cell")  # keys in an address that are no widget's
VALUES = (
    "1e999",
    "nan",
    "x" * 5000,
    "\0\x1b[31m\u202e\n",
    "-1",
    "[]",
    ["a", "b"],  # a key twice
    "",
    "9" * 20,
    "/etc/passwd",
    "<img src=x onerror=alert(1)>",
)


def keys_of(title: str) -> list[str]:
    """All parameters that a page of the workspace `trained` takes from its address."""
    return sorted({*query_keys(follow_link(title, **({} if title == "Home" else FILLED))), *STATE})


def mixed_links(title: str, rounds: int) -> Iterator[dict[str, Any]]:
    """Links in which every parameter has one of VALUES, and another one in each round.

    In every other round the page still shows the dataset and the model that exist.
    """
    keys = keys_of(title)
    for step in range(rounds):
        link = {key: VALUES[(place + step * 3) % len(VALUES)] for place, key in enumerate(keys)}
        yield link if step % 2 else link | FILLED


def single_links(title: str) -> Iterator[dict[str, Any]]:
    """Links in which one parameter has one of VALUES, for all parameters and VALUES."""
    for key in keys_of(title):
        for value in VALUES:
            yield FILLED | {key: value}
