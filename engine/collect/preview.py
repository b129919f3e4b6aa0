"""What collecting would read, before any image is decoded: labels, where they come from, and a few images of each."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from engine.collect.archives.limits import DamagedError
from engine.collect.archives.sources import Sources
from engine.collect.note import Note
from engine.collect.plan import label_all
from engine.collect.spec import CollectSpec
from engine.collect.suggestions import resolved
from engine.collect.tables import rows
from engine.collect.tables.opening import open_tables
from engine.core.storage.folders import modified_at
from engine.imaging.encode import png

SAMPLE = 50
COLUMNS = ["file", "label", "group", "reason", "part"]


class Overview(NamedTuple):
    """What collecting would read.

    files: one row for each file, columns file, label, group, reason, part (texts or None); of tables only the first
    rows. labels_from: where labels come from, and why. notes: what may surprise, with the options that change it.
    """

    files: pd.DataFrame
    labels_from: str
    notes: list[Note]


def overview(spec: CollectSpec) -> Overview:
    """Labels all files of the sources. Raises what collecting would raise for its source."""
    spec = resolved(spec)
    if spec.label_from == "table":
        tables = open_tables(spec)
        files = rows.preview_tables(spec, tables, rows.MOST_PREVIEWED)
        return Overview(files, rows.labels_from(tables), rows.notes(spec, tables, files["label"].dropna()))
    with Sources(spec.source, spec.name_encoding) as sources:
        labelled = label_all(spec, sources)
        records = [(sources.path_of(member), *label) for member, label in labelled.labels]
        records += [(file, None, None, reason, None) for file, reason in [*sources.skipped, *labelled.missing]]
    return Overview(pd.DataFrame(records, columns=COLUMNS), labelled.labels_from, labelled.notes)


def first_of_each_source(files: pd.DataFrame, sources: int, count: int = SAMPLE) -> pd.DataFrame:
    """The first files of an overview, at most `count`, alternating between sources."""
    if sources == 1:
        return files.head(count)
    # Paths start with the name of their source; alternating, so that wrong labels of the last source are seen too.
    turn = files.groupby(files["file"].str.partition("/")[0], sort=False).cumcount()
    return files.iloc[turn.argsort(kind="stable")].head(count)


def unlabelled(files: pd.DataFrame) -> pd.DataFrame:
    """The files of an overview without a label: columns file, reason."""
    return files.loc[files["reason"] != "", ["file", "reason"]]


def label_counts(files: pd.DataFrame, examples: int = 3) -> pd.DataFrame:
    """The labels of an overview, the most frequent first: columns label, count (files), files (tuple of the first)."""
    good = files[(files["reason"] == "") & files["label"].notna()]
    by_label: dict[str, list[str]] = defaultdict(list)
    for label, file in zip(good["label"], good["file"], strict=True):
        by_label[label].append(file)
    rows = [(label, len(names), tuple(names[:examples])) for label, names in by_label.items()]
    table = pd.DataFrame(rows, columns=["label", "count", "files"])
    return table.sort_values("count", ascending=False, kind="stable", ignore_index=True)


def example_images(spec: CollectSpec, files: Iterable[str]) -> dict[str, bytes]:
    """The bytes of image files by the paths of an overview; files that cannot be read are missing."""
    wanted, spec = set(files), resolved(spec)
    if spec.label_from == "table":
        return table_images(spec, wanted)
    images = {}
    with Sources(spec.source, spec.name_encoding) as sources:
        for member in sources.members():
            if (path := sources.path_of(member)) in wanted and path not in images:
                try:
                    images[path] = sources.read(member)
                except DamagedError:
                    continue
    return images


def table_images(spec: CollectSpec, wanted: set[str]) -> dict[str, bytes]:
    """The same for the first rows of tables."""
    images: dict[str, bytes] = {}
    for table in open_tables(spec):
        pixels, _ = next(table.batches(0), (np.empty(0), []))
        names = (rows.row_name(table.title, number) for number in range(len(pixels)))
        for name, image in zip(names, pixels, strict=True):
            if name in wanted:
                images[name] = image if isinstance(image, bytes) else png(image)
    return images


def changes(spec: CollectSpec) -> tuple[int, ...]:
    """When each source was last changed, in nanoseconds: the key of a cache."""
    return tuple(modified_at(Path(path)) for path in spec.source)
