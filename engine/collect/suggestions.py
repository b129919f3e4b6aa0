"""Suggests values for collecting from paths alone: which are sources, and where labels come from."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.collect.spec import CollectSpec
from engine.collect.tables.opening import is_named_like_a_table
from engine.core.jobs.names import free_name
from engine.core.jobs.uploads import is_upload
from engine.core.storage import lists
from engine.spec import knobs

ONLY_FOR = {"group_from": "folder", "separator": "suffix", "pattern": "regex", "csv": "csv"}


def suggested(paths: Sequence[str]) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Returns the sources among the given paths (at least one), and suggested values.

    Tables hold labels beside their pixels. A single list among other files holds the labels of those files.
    """
    listed = [path for path in paths if Path(path).suffix.lower() in lists.ENDINGS]
    others = [path for path in paths if path not in listed]
    stem = Path(paths[0]).name.partition(".")[0]
    start = {"name": free_name("images" if is_upload(paths[0]) else stem or "images", "dataset")}
    if all(map(is_named_like_a_table, paths)):
        return tuple(paths), start | {"label_from": "table"}
    if others and len(listed) == 1:
        return tuple(others), start | {"label_from": "csv", "csv": listed[0]}
    return tuple(paths), start


def not_needed(label_from: str, start: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that have no effect with this `label_from`, with their values in `start` or their defaults."""
    return {
        knob.name: start.get(knob.name, knob.default)
        for knob in knobs(CollectSpec)
        if label_from not in ONLY_FOR.get(knob.name, "table" if knob.group == "table" else label_from)
    }
