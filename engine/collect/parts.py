"""The parts that the author of a dataset made: folders, archives or tables train and test, or a column of a list."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from engine.collect.formats import Format
from engine.collect.tables.array_names import words_of
from engine.core.datasets.info import PARTS

FORMATS = (
    Format(
        "labels",
        "author's parts",
        "train/, valid/, test.zip, x_train and x_test",
        "Kept as the split of the dataset; see --parts.",
    ),
)

WORDS = {
    "train": "train", "training": "train", "trainset": "train", "trn": "train",
    "val": "validation", "valid": "validation", "validation": "validation", "dev": "validation",
    "test": "test", "testing": "test", "testset": "test", "tst": "test",
}  # fmt: skip
OF_TABLES = WORDS | {"tr": "train", "te": "test", "t10k": "test"}  # too short for folders, which may be labels
SHARE = 10  # one in so many training images validates if the author made no validation part


def part_named(name: str) -> str | None:
    """The part that a name stands for: "asl_alphabet_train" -> "train". None if it names none, or several."""
    words = re.split(r"[^a-z]+", name.casefold())
    parts = {WORDS[word] for word in words if word in WORDS}
    return parts.pop() if len(parts) == 1 else None


def parts_of_paths(paths: Sequence[str]) -> list[str | None]:
    """The part of each path by the first level of folders that names at least two parts, training among them."""
    levels = [path.split("/")[:-1] for path in paths]
    for depth in range(max(map(len, levels), default=0)):
        names = {level[depth] for level in levels if len(level) > depth}
        by_name = {name: part_named(name) for name in names}
        if len(set(by_name.values()) - {None}) > 1 and "train" in by_name.values():
            return [by_name[level[depth]] if len(level) > depth else None for level in levels]
    return [None] * len(levels)


def parts_of_tables(titles: Sequence[str]) -> dict[str, str | None]:
    """The part of each table by its title: mnist.npz:x_train is train, t10k-images-idx3-ubyte test.

    All None unless the titles name at least two parts, training among them.
    """
    words = {title: {OF_TABLES[word] for word in words_of(title) if word in OF_TABLES} for title in titles}
    parts = {title: next(iter(named)) if len(named) == 1 else None for title, named in words.items()}
    return parts if {"train"} < set(parts.values()) - {None} else dict.fromkeys(titles)


def part_folders(paths: Sequence[str]) -> set[str]:
    """The names of folders that stand for parts and hold images directly, beside folders of labels."""
    named = {path: part for path, part in zip(paths, parts_of_paths(paths), strict=True) if part}
    folders = set(map(folder_of, paths))
    inner = {folder for folder in map(folder_of, named) if part_named(folder)}
    return inner if inner < folders else set()


def folder_of(path: str) -> str:
    """The name of the folder that holds a file; "" if there is none."""
    return path.rpartition("/")[0].rpartition("/")[2]


def kept_split(parts: Sequence[str | None], rows: pd.DataFrame) -> tuple[pd.Series | None, dict[str, Any]]:
    """The author's parts as a split of rows (columns id, picture, group), and its report: counts, notes.

    None, with a note, if some rows have no part. A missing validation part is taken out of training.
    """
    counts = Counter(parts)
    if not parts or set(counts) <= {None}:
        return None, {"notes": []}
    if None in counts:
        note = (
            f"The author's parts are not kept as the split: {counts[None]} of {len(parts)} images are in none of them."
        )
        return None, {"notes": [note]}
    split = pd.Series(list(parts), index=rows["id"].to_numpy(), name="part")
    split.index.name = "id"
    notes = [f"The parts are the author's: {listed(counts)}."]
    if "validation" not in counts:
        split = with_validation(split, rows)
        notes.append(
            f"The author made no validation part, so {int((split == 'validation').sum())} training images are it."
        )
    shared = rows["picture"].to_numpy()
    tested = set(shared[(split == "test").to_numpy()])
    copies = int(sum(picture in tested for picture in shared[(split != "test").to_numpy()]))
    if copies:
        notes.append(
            f"{copies} images of the other parts occur in the author's test part too. Split again to part them."
        )
    return split, {"counts": {part: int((split == part).sum()) for part in PARTS}, "notes": notes}


def with_validation(split: pd.Series, rows: pd.DataFrame) -> pd.Series:
    """The split with a tenth of the training images as validation: whole groups, and equal images together."""
    train = (split == "train").to_numpy()
    groups = rows["group"] if rows.loc[train, "group"].nunique() > 1 else rows["picture"]
    units = groups.fillna(rows["picture"]).to_numpy()[train]
    order = sorted(set(units), key=lambda unit: hashlib.blake2b(str(unit).encode(), digest_size=8).digest())
    size, chosen, taken = Counter(units), set(), 0
    for unit in order[: len(order) - 1]:
        if taken * SHARE >= len(units):
            break
        chosen.add(unit)
        taken += size[unit]
    moved = split.copy()
    moved[split.index[train][[unit in chosen for unit in units]]] = "validation"
    return moved


def listed(counts: Iterable[str | None] | Counter[str | None]) -> str:
    """Counts of parts in words: "24 train, 6 test"."""
    return ", ".join(f"{Counter(counts)[part]:,} {part}" for part in PARTS if Counter(counts)[part])
