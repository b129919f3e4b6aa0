"""Lists, renames, copies, deletes and restores datasets."""

from typing import Any

from engine.core.datasets.dataset import damaged_datasets
from engine.core.models.card import cards
from engine.datasets import bin, manage, shelf
from engine.datasets.spec import DatasetsSpec


def run(spec: DatasetsSpec) -> dict[str, Any]:
    """Does what the spec asks for, and reports it; lists all datasets if it asks for nothing.

    Raises FileNotFoundError, FileExistsError or ValueError, with a sentence, if it cannot be done.
    """
    if spec.empty_bin:
        return {"deleted": bin.empty_bin()}
    if spec.action is None:
        return listed()
    name = getattr(spec, spec.action)
    if spec.action == "delete":
        bin.delete(name)
        return {"dataset": name, "state": "in the bin"}
    if spec.action == "restore":
        return {"dataset": bin.restore(bin.newest(name), spec.to), "state": "restored"}
    {"rename": manage.rename, "duplicate": manage.duplicate}[spec.action](name, spec.to)
    return {"dataset": spec.to, "state": "renamed" if spec.action == "rename" else "copied", "from": name}


def listed() -> dict[str, Any]:
    """What is known about each dataset, the damaged ones with the reason, and what is in the bin."""
    models = shelf.trained_models(cards())
    known: dict[str, Any] = {name: in_words(entry, models.get(name, [])) for name, entry in shelf.entries().items()}
    known |= {name: {"damaged": reason} for name, reason in damaged_datasets().items()}
    in_bin = [entry.name for entry in bin.binned()]
    return known | ({".bin": in_bin} if in_bin else {})  # a name that no dataset can have


def in_words(entry: shelf.Entry, models: list[str]) -> dict[str, Any]:
    """One dataset as plain values."""
    info = entry.info
    return {
        "images": info.count,
        "kind": info.kind,
        "alphabet": info.alphabet,
        "split": entry.parts,
        "bytes": entry.bytes,
        "created": info.created,
        "made": shelf.made_from(info),
        "models": models,
    }
