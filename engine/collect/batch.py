"""Consecutive entries on their way into shards: the rows they became, and those left out."""

from typing import NamedTuple

import pyarrow as pa


class LeftOut(NamedTuple):
    """A file or line of a list that does not become a row, and one sentence why."""

    file: str
    reason: str


class Remarked(NamedTuple):
    """A file that becomes a row, and what is remarkable about its image (a key of `pixels.REMARKS`)."""

    file: str
    remark: str


class Remarks(NamedTuple):
    """How many images have one remark, and the first of their files."""

    images: int
    files: list[str]


class Batch(NamedTuple):
    """The rows of consecutive entries.

    table: the columns of a shard without ids. places: the entry number of each row, ascending. left_out: the number of
    each entry without a row, ascending, and why. done: the number of entries done after this batch. remarked: the
    number of each entry with a remark, ascending, and the remark.
    """

    table: pa.Table
    places: list[int]
    left_out: list[tuple[int, LeftOut]]
    done: int
    remarked: list[tuple[int, Remarked]]


def batch_of(
    first: int, table: pa.Table, names: list[str], reasons: dict[int, str], remarks: dict[int, tuple[str, ...]]
) -> Batch:
    """The batch of the entries from number `first` on, one for each row of `table` and each name.

    reasons: one sentence for each row to leave out, by its number in the table. remarks: on images, likewise.
    """
    places = list(range(first, first + len(names)))
    if reasons:
        kept = [index for index in range(len(names)) if index not in reasons]
        table, places = table.take(pa.array(kept, pa.int64())), [first + index for index in kept]
    left_out = [(first + index, LeftOut(names[index], reasons[index])) for index in sorted(reasons)]
    remarked = [
        (first + index, Remarked(names[index], remark))
        for index in sorted(remarks.keys() - reasons.keys())
        for remark in remarks[index]
    ]
    return Batch(table, places, left_out, first + len(names), remarked)
