"""The bin: deleted datasets, which can be restored until it is emptied."""

import secrets
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from engine.core.jobs import control, index, record
from engine.core.storage.folders import delete_folder, folder_bytes, list_folders, modified_at, publish_folder
from engine.core.storage.paths import RESERVED, check_name, datasets_folder
from engine.datasets.manage import refuse_while_used


class Binned(NamedTuple):
    """A deleted dataset: the id of its place in the bin, its name, when it was deleted, and its size in bytes."""

    id: str
    name: str
    deleted: datetime
    bytes: int


def bin_folder() -> Path:
    """Where deleted datasets are, each in a folder of its own that is named by the time."""
    return datasets_folder() / ".bin"


def binned() -> list[Binned]:
    """The deleted datasets, newest first."""
    places = [(place, name) for place in list_folders(bin_folder()) for name in list_folders(bin_folder() / place)]
    return [binned_at(place, name) for place, name in reversed(places)]


def binned_at(place: str, name: str) -> Binned:
    """What is known about a deleted dataset."""
    deleted = datetime.fromtimestamp(modified_at(bin_folder() / place) / 1e9)
    return Binned(place, name, deleted, folder_bytes(bin_folder() / place / name))


def delete(name: str) -> None:
    """Moves a dataset into the bin, even if it is damaged.

    Raises FileNotFoundError if there is no folder of that name, ValueError while a job uses the dataset.
    """
    with index.lock():
        if name in RESERVED or name not in list_folders(datasets_folder()):
            raise FileNotFoundError(f"there is no dataset {name!r} to delete.")
        refuse_while_used(name, "deleted")
        place = f"{datetime.now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
        publish_folder(datasets_folder() / name, bin_folder() / place / name)


def restore(entry: Binned, name: str = "") -> str:
    """Takes a dataset out of the bin, under its own name or another; returns the name.

    Raises FileExistsError if the name is taken, ValueError if it is unusable, FileNotFoundError if the bin no longer
    has the dataset.
    """
    name = check_name(name or entry.name, "dataset")
    with index.lock():
        if entry.name not in list_folders(bin_folder() / entry.id):
            raise FileNotFoundError(f"the bin no longer holds {entry.name!r}; it was restored or the bin was emptied.")
        control.refuse_taken_name(("dataset", name), record.active_views())
        publish_folder(bin_folder() / entry.id / entry.name, datasets_folder() / name)
        delete_folder(bin_folder() / entry.id)
    return name


def newest(name: str) -> Binned:
    """The dataset of that name that was deleted last. Raises FileNotFoundError, naming the bin's content, if none."""
    entries = binned()
    entry = next((entry for entry in entries if entry.name == name), None)
    if entry is None:
        listed = ", ".join(entry.name for entry in entries) or "it is empty"
        raise FileNotFoundError(f"there is no dataset {name!r} in the bin; there are: {listed}.")
    return entry


def empty_bin() -> int:
    """Permanently deletes what is in the bin; returns how many datasets it held."""
    with index.lock():
        count = len(binned())
        if bin_folder().exists():
            delete_folder(bin_folder())
    return count
