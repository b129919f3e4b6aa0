"""A stretch of entries on its way into shards: the rows that came of it, and what has none."""

from typing import NamedTuple

import pyarrow as pa


class LeftOut(NamedTuple):
    """A file, or line of a list, that does not become a row, and one sentence why."""

    file: str
    reason: str


class Batch(NamedTuple):
    """Rows of some entries that follow each other.

    table: the columns of a shard but for the ids. places: the number of each row's entry, rising. left_out: the number
    of each entry without a row, rising, and why. done: how many entries are done with these.
    """

    table: pa.Table
    places: list[int]
    left_out: list[tuple[int, LeftOut]]
    done: int


def batch_of(first: int, table: pa.Table, names: list[str], reasons: dict[int, str]) -> Batch:
    """The batch of entries number `first` and on, one for each row of `table` and each name.

    reasons: for rows, counted from 0, that are to be left out, one sentence why.
    """
    places = list(range(first, first + len(names)))
    if reasons:
        kept = [index for index in range(len(names)) if index not in reasons]
        table, places = table.take(pa.array(kept, pa.int64())), [first + index for index in kept]
    left_out = [(first + index, LeftOut(names[index], reasons[index])) for index in sorted(reasons)]
    return Batch(table, places, left_out, first + len(names))
