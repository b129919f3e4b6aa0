"""The shelf: what is known about every dataset without opening a shard."""

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from engine.core.datasets.dataset import dataset_names
from engine.core.datasets.info import DatasetInfo, read_info
from engine.core.datasets.usage import read_split_report
from engine.core.models.card import Card
from engine.core.models.lineage import origins
from engine.core.storage.files import DamagedFileError
from engine.core.storage.folders import folder_bytes, version_of
from engine.core.storage.paths import datasets_folder

REMEMBERED = 2000  # datasets whose entries a process keeps; each takes a few KB


class Entry(NamedTuple):
    """A dataset on the shelf. parts: images in each part of the split, {} if it is not split; bytes: size on disk."""

    name: str
    folder: Path
    info: DatasetInfo
    parts: dict[str, int]
    bytes: int


def entries() -> dict[str, Entry]:
    """All undamaged datasets by name, newest first."""
    readable = {}
    for name in dataset_names():
        with suppress(ValueError, OSError):  # `damaged_datasets` lists it with the reason
            readable[name] = entry(name)
    return dict(sorted(readable.items(), key=lambda pair: pair[1].info.created, reverse=True))


def entry(name: str) -> Entry:
    """One dataset. Raises ValueError or FileNotFoundError if its files are damaged or missing."""
    folder = datasets_folder() / name
    # A file that is replaced changes its folder's time; one that is edited in place changes its own.
    return read_entry(folder, *version_of(folder, folder / "dataset.json", folder / "split.json"))


@lru_cache(REMEMBERED)
def read_entry(folder: Path, *version: int) -> Entry:
    """Reads a dataset's entry from its files; again once they have changed."""
    info = read_info(folder)
    parts = {}
    with suppress(DamagedFileError):  # the page Split says how to mend it
        report = read_split_report(folder) or {}
        parts = {str(part): count for part, count in report.get("counts", {}).items()}
    return Entry(folder.name, folder, info, parts, folder_bytes(folder))


def made_from(info: DatasetInfo) -> str:
    """What a dataset came from, in words: "generated", "collected from scans.zip", "merged from digits, letters"."""
    if info.source == "generate":
        return "generated"
    if isinstance(info.spec.get("dataset"), list | tuple):
        return f"merged from {info.source}"
    return f"collected from {info.source}" if "label_from" in info.spec else info.source


def trained_models(cards: dict[str, Card]) -> dict[str, list[str]]:
    """The models that learned from each dataset, by its present name."""
    learned: dict[str, list[str]] = {}
    for model, origin in origins(cards).items():
        if origin.present:
            learned.setdefault(origin.present, []).append(model)
    return learned
