"""Label corrections: a history beside a dataset that yields the current labels, while the original ones are kept."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from filelock import FileLock

from engine.core.datasets import shard
from engine.core.storage.files import as_json
from engine.core.storage.folders import version_of
from engine.core.storage.tables import read_table, write_table

Why = Literal["accepted", "typed", "kept"]
UNDONE = "undone"
GIVEN = "given"  # the column of the original labels, if any were corrected
MEND = "restore it from a copy, or delete it to go back to the original labels"
SCHEMA = pa.schema([("id", pa.int64()), *((name, pa.string()) for name in ("from", "to", "when", "why"))])


def history(folder: Path) -> pd.DataFrame:
    """Reads every label decision of the dataset in that folder, oldest first.

    Columns: id, from and to (the label before and after), when (ISO time, UTC), why: accepted, typed, kept (from equals
    to) or undone (reverts the latest decision on that image that is not undone). Raises DamagedFileError.
    """
    path = folder / "corrections.parquet"
    if not path.exists():
        return SCHEMA.empty_table().to_pandas()
    types = dict(zip(SCHEMA.names, SCHEMA.types, strict=True))
    return read_table(path, SCHEMA.names, types, MEND).to_pandas()


def in_force(decisions: pd.DataFrame) -> pd.DataFrame:
    """The current labels that differ from the original ones: columns given and text, indexed by ascending id."""
    by_id = decisions.groupby("id")
    labels = pd.DataFrame({GIVEN: by_id["from"].first(), "text": by_id["to"].last()})
    return labels[labels[GIVEN] != labels["text"]]


def current(folder: Path) -> pd.DataFrame:
    """`in_force` for the dataset in a folder, not to be changed. Reads the history once for each state of it."""
    version = version_of(folder / "corrections.parquet")
    return cached_labels(folder, *version) if any(version) else no_labels()


@cache
def no_labels() -> pd.DataFrame:
    """`in_force` for all datasets without corrections: making an empty frame for each takes milliseconds."""
    return in_force(SCHEMA.empty_table().to_pandas())


@lru_cache(maxsize=1024)
def cached_labels(folder: Path, *version: int) -> pd.DataFrame:
    """`in_force` for the dataset in a folder, once for each version of its history."""
    return in_force(history(folder))


def standing(decisions: pd.DataFrame) -> pd.DataFrame:
    """The decisions that were not undone, in their order."""
    places: dict[int, list[int]] = {}
    for place, (row, why) in enumerate(zip(decisions["id"].tolist(), decisions["why"], strict=True)):
        if why == UNDONE and places.get(row):
            places[row].pop()
        elif why != UNDONE:
            places.setdefault(row, []).append(place)
    return decisions.iloc[sorted(place for of_row in places.values() for place in of_row)]


def decide(folder: Path, ids: Iterable[int], texts: dict[int, str], to: Iterable[str], why: Why) -> None:
    """Adds a decision for each of these images to the history. `texts` holds their original labels.

    Raises ValueError for an empty label.
    """
    ids, to = list(ids), list(to)
    if not all(to):
        raise ValueError(
            "a label must have at least one symbol; got an empty one. Type a label, or keep the current one."
        )
    with FileLock(folder / ".corrections.lock"):
        before = history(folder)
        now = {**texts, **in_force(before)["text"]}
        # Typing the current label keeps it.
        whys = ["kept" if now[row] == label else why for row, label in zip(ids, to, strict=True)]
        append(folder, before, pd.DataFrame({"id": ids, "from": [now[row] for row in ids], "to": to, "why": whys}))


def undo(folder: Path, ids: Iterable[int]) -> None:
    """Undoes the latest decision on each of these images that is not undone yet, if there is one."""
    with FileLock(folder / ".corrections.lock"):
        before = history(folder)
        newest = standing(before).drop_duplicates("id", keep="last").set_index("id")
        rows = newest.loc[[row for row in dict.fromkeys(ids) if row in newest.index]].reset_index()
        back = pd.DataFrame({"id": rows["id"], "from": rows["to"], "to": rows["from"], "why": UNDONE})
        append(folder, before, back)


def append(folder: Path, before: pd.DataFrame, rows: pd.DataFrame) -> None:
    """Appends rows to the stored history, atomically."""
    if rows.empty:
        return
    rows = rows.assign(when=datetime.now(UTC).isoformat(timespec="seconds"))
    after = pd.concat([before, rows], ignore_index=True) if len(before) else rows
    table = pa.Table.from_pandas(after[SCHEMA.names], SCHEMA, preserve_index=False)
    write_table(folder / "corrections.parquet", table)


def fingerprint(stored: str, corrected: pd.DataFrame) -> str:
    """Extends the fingerprint of a dataset's shards by its corrections, if there are any."""
    if corrected.empty:
        return stored
    labels = as_json([corrected.index.tolist(), corrected["text"].tolist()])
    return f"{stored}+{hashlib.sha256(labels.encode()).hexdigest()[:8]}"


def same_images(fingerprint: str, other: str) -> bool:
    """Whether two fingerprints stand for the same images and original labels, apart from corrections."""
    return fingerprint.partition("+")[0] == other.partition("+")[0]


def over_frame(rows: pd.DataFrame, corrected: pd.DataFrame) -> pd.DataFrame:
    """Adds the current labels as `text` and the original ones as `given` to rows indexed by id."""
    original = rows["text"]
    rows[GIVEN] = rows[GIVEN].fillna(original) if GIVEN in rows else original
    rows["text"] = corrected["text"].reindex(rows.index).fillna(original)
    return rows


def over_table(rows: pa.Table, corrected: pd.DataFrame) -> pa.Table:
    """Like `over_frame`, for a table with a column `id`."""
    if corrected.empty:
        return rows
    place = pc.index_in(rows["id"], pa.array(corrected.index, pa.int64()))
    new, original = pa.array(corrected["text"], pa.string()).take(place.combine_chunks()), rows["text"]
    merged_before = GIVEN in rows.schema.names
    given = pc.coalesce(rows[GIVEN], original) if merged_before else original
    rows = rows.set_column(rows.schema.names.index("text"), "text", pc.coalesce(new, original.combine_chunks()))
    if merged_before:
        return rows.set_column(rows.schema.names.index(GIVEN), GIVEN, given)
    return rows.append_column(GIVEN, given)


def symbols_and_lengths(folder: Path, stored: str, corrected: pd.DataFrame) -> tuple[str, tuple[int, int]]:
    """The alphabet and the [smallest, largest] length of the current labels. stored: the shards' fingerprint."""
    symbols, lengths = (count.copy() for count in counts_of(folder, stored))
    for given, text in corrected.itertuples(index=False):
        symbols.subtract(set(given))
        lengths.subtract([len(given)])
        symbols.update(set(text))
        lengths.update([len(text)])
    occurring = [length for length, count in lengths.items() if count > 0]
    alphabet = "".join(sorted(symbol for symbol, count in symbols.items() if count > 0))
    return alphabet, (min(occurring), max(occurring))


@lru_cache(maxsize=1024)
def counts_of(folder: Path, stored: str) -> tuple[Counter, Counter]:
    """Counts the original labels by symbol and by length. Reads each dataset once."""
    symbols: Counter[str] = Counter()
    lengths: Counter[int] = Counter()
    for file in sorted(folder.glob("part-*.parquet")):
        for text, count in Counter(shard.read_columns(file, ["text"])["text"]).items():
            symbols.update(dict.fromkeys(text, count))
            lengths[len(text)] += count
    return symbols, lengths
