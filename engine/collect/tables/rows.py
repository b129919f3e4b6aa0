"""Converts tables of pixels to rows of a dataset, in the order of the sources."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from engine.collect.batch import Batch, batch_of
from engine.collect.images import check_all, from_files, from_pixels
from engine.collect.kinds import kind_notes
from engine.collect.labels.rules import Label, checked_label
from engine.collect.labels.tidy import tidier
from engine.collect.labels.translate import translator
from engine.collect.note import Note
from engine.collect.parts import parts_of_tables
from engine.collect.spec import CollectSpec
from engine.collect.tables.opening import Table
from engine.core.datasets import shard
from engine.spec import shown

MOST_PREVIEWED = 1000
SHOWN = 5


class Block(NamedTuple):
    """Where consecutive rows start: in the table of this title, and among the entries of all tables."""

    title: str
    row: int
    entry: int
    several: bool  # whether there are other tables


def fingerprint(spec: CollectSpec, tables: list[Table]) -> str:
    """Equal for equal tables, so that a resumed job notices changed sources."""
    files = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in map(Path, spec.source)]
    content = repr((files, [(table.title, table.count) for table in tables], spec.model_dump(mode="json")))
    return hashlib.blake2b(content.encode("utf-8", "replace"), digest_size=16).hexdigest()


def batches(spec: CollectSpec, tables: list[Table], done: int) -> Iterator[Batch]:
    """The rows of all tables after the first `done`, in batches."""
    first = 0
    for table in tables:
        start = min(max(done - first, 0), table.count)
        if start < table.count:
            label_of = labeller(spec, table)
            with closing(table.batches(start)) as blocks:
                for images, texts in blocks:
                    block = Block(table.title, start, first + start, len(tables) > 1)
                    yield to_batch(block, images, map(label_of, texts))
                    start += len(texts)
        first += start


def labeller(spec: CollectSpec, table: Table) -> Any:
    """Returns the function that labels rows of a table. Names become symbols if the first rows suggest it."""
    if table.symbols:
        spec = spec.model_copy(update={"number_symbols": "", "first_number": 0})
    tidy, _ = tidier(spec, table.first_labels())
    translate = translator(spec, map(tidy, table.first_labels()))

    def read(label: str) -> Label:
        checked = checked_label(tidy(label))
        if checked.text is None:
            return checked
        text, reason = translate(checked.text)
        if spec.kind == "class" and text is not None and len(text) != 1:
            return Label(None, reason=f"Its label {shown(text)} has more than one symbol; choose kind text or auto.")
        return Label(text, None, reason)

    return cache(read)  # tables have many rows and few labels


def to_batch(block: Block, images: np.ndarray | Sequence[bytes], labels: Iterable[Label]) -> Batch:
    """Converts a block of a table to rows of a dataset."""
    stored = from_pixels(images) if isinstance(images, np.ndarray) else from_files(images, check_all(images))
    texts, groups, reasons, _ = zip(*labels, strict=True)
    names = [row_name(block.title, number) for number in range(block.row, block.row + len(texts))]
    paths = [name + ".png" for name in names]
    columns = stored.columns | ({"source": [block.title] * len(texts)} if block.several else {})
    unlabelled = {place: reason for place, reason in enumerate(reasons) if reason}
    table = shard.table(stored.files, paths, texts, groups, columns)
    return batch_of(block.entry, table, names, stored.reasons | unlabelled, stored.remarks)


def row_name(title: str, number: int) -> str:
    """What row `number` of a table is called."""
    return f"{title}/{number:07d}"


def preview_tables(spec: CollectSpec, tables: Iterable[Table], count: int) -> pd.DataFrame:
    """The first rows with their labels, or the reason why there is none; columns as in `preview.Overview`."""
    preview: list[tuple[str, str | None, str | None, str, str | None]] = []
    tables = list(tables)
    parts = parts_of_tables([table.title for table in tables] if spec.parts == "keep" else [])
    for table in tables:
        if len(preview) >= count:
            break
        label_of = labeller(spec, table)
        labels = [label_of(label) for label in table.first_labels()[: count - len(preview)]]
        placed = (label._replace(part=parts.get(table.title)) for label in labels)
        preview += [(row_name(table.title, number), *label) for number, label in enumerate(placed)]
    return pd.DataFrame(preview, columns=["file", "label", "group", "reason", "part"])


def labels_from(tables: Sequence[Table]) -> str:
    """Where the labels of tables come from, in a sentence."""
    titles = ", ".join(table.title for table in tables[:SHOWN]) + (", ..." if len(tables) > SHOWN else "")
    return f"Labels come from the table itself ({titles})."


def notes(spec: CollectSpec, tables: Sequence[Table], texts: Iterable[str]) -> list[Note]:
    """What may surprise about the labels of tables. texts: the labels as stored."""
    texts = list(texts)
    title = ", ".join(table.title for table in tables)
    tidied = tidier(spec, [label for table in tables for label in table.first_labels()])[1]
    how = [Note(note) for table in tables for note in table.notes]
    return [*how, *tidied, *kind_notes(Counter(texts), spec, title)]
