"""Rows of a dataset from tables of pixels, in the order of the sources."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from engine.collect.batch import Batch, batch_of
from engine.collect.labels.rules import Label, whole
from engine.collect.labels.translate import translator
from engine.collect.pictures import check_all, from_files, from_pixels
from engine.collect.spec import CollectSpec
from engine.collect.tables.opening import Table, open_tables
from engine.core.datasets import shard
from engine.spec import shown


class Part(NamedTuple):
    """Where some rows stand: in the table of this title from this row, among all entries from this one."""

    title: str
    row: int
    entry: int
    several: bool  # whether there are more tables


def fingerprint(spec: CollectSpec, tables: list[Table]) -> str:
    """Equal for equal tables; tells a resumed job that its sources are still the same."""
    files = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in map(Path, spec.source)]
    said = repr((files, [(table.title, table.count) for table in tables], spec.model_dump(mode="json")))
    return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=16).hexdigest()


def batches(spec: CollectSpec, tables: list[Table], done: int) -> Iterator[Batch]:
    """The rows of all tables but the first `done`, some at a time."""
    first = 0
    for table in tables:
        start = min(max(done - first, 0), table.count)
        if start < table.count:
            reader = labeller(spec, table)
            with closing(table.batches(start)) as parts:
                for pictures, texts in parts:
                    yield made(Part(table.title, start, first + start, len(tables) > 1), pictures, map(reader, texts))
                    start += len(texts)
        first += start


def labeller(spec: CollectSpec, table: Table) -> Any:
    """The function that turns a label of a table into a Label; names count as symbols if the first rows say so."""
    translate = translator(spec, table.first_labels())

    def read(label: str) -> Label:
        found = whole(label)
        if found.text is None:
            return found
        text, reason = translate(found.text)
        if spec.kind == "class" and text is not None and len(text) != 1:
            return Label(None, reason=f"Its label {shown(text)} is longer than a class; choose kind text or auto.")
        return Label(text, None, reason)

    return cache(read)  # tables have many rows and few labels


def made(part: Part, pictures: np.ndarray | Sequence[bytes], labels: Iterable[Label]) -> Batch:
    """The dataset's rows of a part of a table."""
    found = from_pixels(pictures) if isinstance(pictures, np.ndarray) else from_files(pictures, check_all(pictures))
    texts, groups, reasons = zip(*labels, strict=True)
    names = [f"{part.title}/{number:07d}" for number in range(part.row, part.row + len(texts))]
    paths = [name + ".png" for name in names]
    others = found.columns | ({"source": [part.title] * len(texts)} if part.several else {})
    unlabelled = {place: reason for place, reason in enumerate(reasons) if reason}
    table = shard.table(found.files, paths, texts, groups, others)
    return batch_of(part.entry, table, names, found.reasons | unlabelled)


def look_at_tables(spec: CollectSpec, count: int) -> pd.DataFrame:
    """The first rows with the label each would get, or the reason why it gets none; columns as `plan.label_preview`."""
    found: list[tuple[str, str | None, str | None, str]] = []
    for table in open_tables(spec):
        if len(found) >= count:
            break
        reader = labeller(spec, table)
        labels = table.first_labels()[: count - len(found)]
        found += [(f"{table.title}/{number:07d}", *reader(label)) for number, label in enumerate(labels)]
    return pd.DataFrame(found, columns=["file", "label", "group", "reason"])
