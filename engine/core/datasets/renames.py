"""Which dataset is which, whatever it is called now: fingerprints, and earlier names noted in the folders."""

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from engine.core.datasets.info import read_info
from engine.core.storage.files import read_json, write_json
from engine.core.storage.folders import list_folders
from engine.core.storage.paths import datasets_folder

FILE = "names.json"


class Identity(NamedTuple):
    """What makes a dataset the same under another name: the fingerprint of its images, and its earlier names."""

    name: str
    fingerprint: str
    earlier: tuple[str, ...]


def identities() -> list[Identity]:
    """The identities of all datasets that can be read, sorted by name."""
    folder = datasets_folder()
    known = []
    for name in list_folders(folder):
        with suppress(ValueError, OSError):
            info = read_info(folder / name)
            known.append(Identity(name, info.fingerprint, tuple(earlier_names(folder / name))))
    return known


def earlier_names(folder: Path) -> list[str]:
    """The names that a dataset had before, oldest first; [] for one that was never renamed, or is a copy."""
    try:
        noted = read_json(folder / FILE)
        # A copied folder brings the note along: it speaks of the dataset that it names, not of the copy.
        return list(noted["earlier"]) if noted["name"] == folder.name else []
    except (ValueError, OSError, TypeError, KeyError):
        return []


def note_new_name(folder: Path, new: str) -> None:
    """Notes in a dataset's folder that it is about to get another name."""
    earlier = [name for name in (*earlier_names(folder), folder.name) if name != new]
    write_json(folder / FILE, {"name": new, "earlier": list(dict.fromkeys(earlier))})
