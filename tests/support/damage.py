"""Damaged files: every way in which a file of the workspace may be spoilt, and a workspace that has them all."""

import json
import random
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from engine.core.datasets import shard
from engine.core.jobs import record
from engine.core.storage.paths import datasets_folder, jobs_folder, models_folder
from engine.core.storage.tables import read_table, write_table

WHOLE = {"truncated": 0.5, "cut by a byte": 0.999, "empty": 0.0}  # the share of a file that is left
VALUES = {"{}": b"{}", "null": b"null", "[]": b"[]", "a number": b"7", "not text": b"\xff\xfe\x00{"}
OTHERS = {dict: 7, list: "x", str: [1], int: "many", float: "many", bool: [], type(None): {"a": 1}}
FILES = {
    "dataset": ("dataset.json", "split.json", "split.parquet", "part-00000.parquet"),
    "model": ("card.json", "history.csv", "model.tflite", "predictions/digits.parquet"),
    "job": ("status.json", "spec.json", "process.json", "progress.jsonl", "log.txt"),
}


class Damage(NamedTuple):
    """A damaged copy of a thing: its kind and name, the file, and what was done to it."""

    kind: str
    name: str
    file: str
    what: str


def spoilt(data: bytes, file: str) -> Iterator[tuple[str, bytes | None]]:
    """Every damage to a file with this content: what was done, and the content afterwards (None: no file)."""
    yield "missing", None
    for what, left in WHOLE.items():
        yield what, data[: int(len(data) * left)]
    yield from VALUES.items()
    for seed in range(3):
        yield f"flipped bytes {seed}", flipped(data, seed)
    if file.endswith(".json"):
        yield from wrong_types(json.loads(data))


def flipped(data: bytes, seed: int) -> bytes:
    """The content with a hundredth of its bytes, at least one, replaced by others."""
    chance, changed = random.Random(seed), bytearray(data)
    for place in chance.sample(range(len(data)), max(len(data) // 100, 1)):
        changed[place] ^= chance.randrange(1, 256)
    return bytes(changed)


def wrong_types(value: dict) -> Iterator[tuple[str, bytes]]:
    """The content with one field of another type, and without it, for each field; and with a negative number."""
    for field, content in value.items():
        yield f"{field} of another type", json.dumps({**value, field: OTHERS[type(content)]}).encode()
        yield f"without {field}", json.dumps({name: value[name] for name in value if name != field}).encode()
        if isinstance(content, list) and content and all(isinstance(number, int) for number in content):
            yield f"negative {field}", json.dumps({**value, field: [-1] * len(content)}).encode()


def spoil(path: Path, content: bytes | None) -> None:
    """Replaces or deletes a file."""
    path.unlink(missing_ok=True)
    if content is not None:
        path.write_bytes(content)


def damaged_copies(dataset: str, model: str, job: record.View) -> list[Damage]:
    """Adds a copy of these for each damage to each of their files; nothing else in the workspace changes."""
    homes = {"dataset": datasets_folder() / dataset, "model": models_folder() / model, "job": jobs_folder() / job.id}
    damages = []
    for kind, folder in homes.items():
        for file in FILES[kind]:
            if not (folder / file).exists():
                continue
            for number, (what, content) in enumerate(spoilt((folder / file).read_bytes(), file)):
                name = f"{kind}-{Path(file).name.replace('.', '-')}-{number}"
                shutil.copytree(folder, folder.with_name(name))
                spoil(folder.with_name(name) / file, content)
                damages.append(Damage(kind, name, file, what))
    return damages


def cut_images(path: Path, places: Iterable[int]) -> None:
    """Cuts the image files at these places of a shard short; all its other columns stay."""
    table = read_table(path)
    images = table["image"].to_pylist()
    for place in places:
        images[place]["bytes"] = images[place]["bytes"][:60]
    column = pa.array(images, table.schema.field("image").type)
    write_table(path, table.set_column(table.schema.names.index("image"), "image", column), shard.ROW_GROUP)
