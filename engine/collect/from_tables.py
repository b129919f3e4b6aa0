"""Rows of a dataset from tables of pixels, in the order of the sources."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from engine.collect.labels_from import Label, whole
from engine.collect.pictures import Picture, check, row
from engine.collect.spec import CollectSpec
from engine.collect.tables.opening import Table, open_tables
from engine.collect.translate import translator
from engine.imaging.decode import picture_hashes
from engine.imaging.encode import png, stored_pngs
from engine.spec import shown


class Numbered(NamedTuple):
    """A row of a table: its name for people, and its row of the dataset or the reason why there is none."""

    file: str
    result: dict[str, Any] | str


def fingerprint(spec: CollectSpec, tables: list[Table]) -> str:
    """Equal for equal tables; tells a resumed job that its sources are still the same."""
    files = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in map(Path, spec.source)]
    said = repr((files, [(table.title, table.count) for table in tables], spec.model_dump(mode="json")))
    return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=16).hexdigest()


def rows(spec: CollectSpec, tables: list[Table], done: int) -> Iterator[list[Numbered]]:
    """The rows of all tables but the first `done`, some at a time."""
    for table in tables:
        reader = labeller(spec, table)
        start = min(done, table.count)
        done -= start
        if start == table.count:
            continue
        with closing(table.batches(start)) as batches:
            for pictures, labels in batches:
                yield made(spec, table, start, (pictures, [reader(label) for label in labels]), len(tables))
                start += len(labels)


def labeller(spec: CollectSpec, table: Table) -> Any:
    """The function that turns a label of a table into a Label; names count as symbols if the first rows say so."""
    with closing(table.batches(0)) as batches:
        translate = translator(spec, next(iter(batches))[1])

    def read(label: str) -> Label:
        found = whole(label)
        if found.text is None:
            return found
        text, reason = translate(found.text)
        if spec.kind == "class" and text is not None and len(text) != 1:
            return Label(None, reason=f"Its label {shown(text)} is longer than a class; choose kind text or auto.")
        return Label(text, None, reason)

    return cache(read)  # tables have many rows and few labels


def made(
    spec: CollectSpec, table: Table, start: int, batch: tuple[Sequence[np.ndarray | bytes], list[Label]], tables: int
) -> list[Numbered]:
    """The dataset's rows of some rows of a table, the first of which is number `start`."""
    pictures, labels = batch
    others = {"source": table.title} if tables > 1 else {}
    found = []
    for number, (data, picture, label) in enumerate(zip(*checked(pictures), labels, strict=True), start):
        name = f"{table.title}/{number:07d}"
        reason = label.reason or (picture if isinstance(picture, str) else "")
        if label.text is None or reason or isinstance(picture, str):
            found.append(Numbered(name, reason))
        else:
            found.append(Numbered(name, row(picture, data, name + ".png", label.text, None, **others)))
    return found


def checked(pictures: Sequence[np.ndarray | bytes]) -> tuple[list[bytes], list[Picture | str]]:
    """Files and what is known of them, from pixels or from files."""
    if isinstance(pictures, np.ndarray):
        height, width = pictures.shape[1:3]
        files = stored_pngs(pictures) if pictures.ndim == 3 else [png(each) for each in pictures]
        pixels = np.ascontiguousarray(pictures)
        return files, [Picture(None, each, width, height) for each in picture_hashes(pixels)]
    files = [bytes(each) for each in pictures]
    return files, [check(each) for each in files]


def look_at_tables(spec: CollectSpec, count: int) -> pd.DataFrame:
    """The first rows with the label each would get, or the reason why it gets none; columns as `plan.look`."""
    found: list[tuple[str, str | None, str | None, str]] = []
    for table in open_tables(spec):
        if len(found) >= count:
            break
        reader = labeller(spec, table)
        with closing(table.batches(0)) as batches:
            labels = next(iter(batches))[1][: count - len(found)]
        found += [(f"{table.title}/{number:07d}", *reader(label)) for number, label in enumerate(labels)]
    return pd.DataFrame(found, columns=["file", "label", "group", "reason"])
