"""Corrections of labels: a history beside a dataset from which the labels in force follow; the original ones stay."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from filelock import FileLock

from engine.core.datasets import shard
from engine.core.storage.files import as_json
from engine.core.storage.tables import read_table, write_table

Why = Literal["accepted", "typed", "kept"]
UNDONE = "undone"
GIVEN = "given"  # the column that holds the original labels, once some were corrected
SCHEMA = pa.schema([("id", pa.int64()), *((name, pa.string()) for name in ("from", "to", "when", "why"))])


def history(folder: Path) -> pd.DataFrame:
    """Every decision on a label of the dataset in that folder, in the order taken.

    Columns: id, from and to (the label before and after), when (ISO time, UTC), why: accepted, typed, kept (from equals
    to) or undone (takes back the newest decision on that image that still stands).
    """
    path = folder / "corrections.parquet"
    return (read_table(path) if path.exists() else SCHEMA.empty_table()).to_pandas()


def in_force(decisions: pd.DataFrame) -> pd.DataFrame:
    """The labels that differ from the original ones: columns given and text, indexed by id, rising."""
    by_id = decisions.groupby("id")
    found = pd.DataFrame({GIVEN: by_id["from"].first(), "text": by_id["to"].last()})
    return found[found[GIVEN] != found["text"]]


def standing(decisions: pd.DataFrame) -> pd.DataFrame:
    """The decisions that were not taken back, in their order."""
    places: dict[int, list[int]] = {}
    for place, (row, why) in enumerate(zip(decisions["id"].tolist(), decisions["why"], strict=True)):
        if why == UNDONE:
            places[row].pop()
        else:
            places.setdefault(row, []).append(place)
    return decisions.iloc[sorted(place for each in places.values() for place in each)]


def decide(folder: Path, ids: Iterable[int], texts: dict[int, str], to: Iterable[str], why: Why) -> None:
    """Adds a decision for each of some images to the history; `texts` holds their original labels.

    Raises ValueError for an empty label.
    """
    ids, to = list(ids), list(to)
    if not all(to):
        raise ValueError("a label has at least one symbol; type one, or keep the label that is there.")
    with FileLock(folder / ".corrections.lock"):
        before = history(folder)
        now = {**texts, **in_force(before)["text"]}
        # A label that was typed as it stands is kept.
        whys = ["kept" if now[row] == label else why for row, label in zip(ids, to, strict=True)]
        append(folder, before, pd.DataFrame({"id": ids, "from": [now[row] for row in ids], "to": to, "why": whys}))


def undo(folder: Path, ids: Iterable[int]) -> None:
    """Takes back the newest standing decision on each of some images; those without one stay as they are."""
    with FileLock(folder / ".corrections.lock"):
        before = history(folder)
        newest = standing(before).drop_duplicates("id", keep="last").set_index("id")
        rows = newest.loc[[row for row in dict.fromkeys(ids) if row in newest.index]].reset_index()
        back = pd.DataFrame({"id": rows["id"], "from": rows["to"], "to": rows["from"], "why": UNDONE})
        append(folder, before, back)


def append(folder: Path, before: pd.DataFrame, rows: pd.DataFrame) -> None:
    """Stores the history with more rows at its end, all or nothing."""
    if rows.empty:
        return
    rows = rows.assign(when=datetime.now(UTC).isoformat(timespec="seconds"))
    whole = pd.concat([before, rows], ignore_index=True) if len(before) else rows
    table = pa.Table.from_pandas(whole[SCHEMA.names], SCHEMA, preserve_index=False)
    write_table(folder / "corrections.parquet", table)


def fingerprint(stored: str, corrected: pd.DataFrame) -> str:
    """The fingerprint of a dataset whose shards have that one: the same without corrections, else one more part."""
    if corrected.empty:
        return stored
    labels = as_json([corrected.index.tolist(), corrected["text"].tolist()])
    return f"{stored}+{hashlib.sha256(labels.encode()).hexdigest()[:8]}"


def same_pictures(fingerprint: str, other: str) -> bool:
    """Whether two fingerprints are of the same pictures and original labels, whatever was corrected."""
    return fingerprint.partition("+")[0] == other.partition("+")[0]


def over_frame(rows: pd.DataFrame, corrected: pd.DataFrame) -> pd.DataFrame:
    """Rows, indexed by id, with the labels in force as text, and the original ones as given."""
    original = rows["text"]
    rows[GIVEN] = rows[GIVEN].fillna(original) if GIVEN in rows else original
    rows["text"] = corrected["text"].reindex(rows.index).fillna(original)
    return rows


def over_table(rows: pa.Table, corrected: pd.DataFrame) -> pa.Table:
    """Like `over_frame`, for a table with the column id."""
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
    """The alphabet, and the smallest and largest length, of labels in force; `stored`: the shards' fingerprint."""
    symbols, lengths = (count.copy() for count in counts_of(folder, stored))
    for given, text in corrected.itertuples(index=False):
        symbols.subtract(set(given))
        lengths.subtract([len(given)])
        symbols.update(set(text))
        lengths.update([len(text)])
    some = [length for length, count in lengths.items() if count > 0]
    return "".join(sorted(each for each, count in symbols.items() if count > 0)), (min(some), max(some))


@lru_cache(maxsize=64)
def counts_of(folder: Path, stored: str) -> tuple[Counter, Counter]:
    """In how many original labels each symbol occurs, and how many have each length; read once for each dataset."""
    symbols: Counter[str] = Counter()
    lengths: Counter[int] = Counter()
    for file in sorted(folder.glob("part-*.parquet")):
        for text, count in Counter(shard.read_columns(file, ["text"])["text"]).items():
            symbols.update(dict.fromkeys(text, count))
            lengths[len(text)] += count
    return symbols, lengths
