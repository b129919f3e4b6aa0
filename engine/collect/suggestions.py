"""Suggests values for collecting from paths alone: which are sources, and where labels come from."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from engine.collect.archives.opening import ARCHIVE_ENDINGS
from engine.collect.spec import ONLY_FOR, CollectSpec
from engine.collect.tables import idx
from engine.collect.tables.csv_file import holds_pixels
from engine.collect.tables.opening import is_named_like_a_table, is_table
from engine.core.jobs.names import free_name
from engine.core.jobs.uploads import is_upload
from engine.core.storage import lists
from engine.imaging.decode import IMAGE_ENDINGS
from engine.spec import knobs

FEW = 2  # kinds of labels
MOST_FILES = 20_000  # of a folder are looked at


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


def resolved(spec: CollectSpec) -> CollectSpec:
    """The spec with what the sources themselves decide: tables of pixels, and lists given among the sources.

    Its `label_from` stays auto if their content has to decide.
    """
    if spec.way != "auto":
        return spec.model_copy(update={"label_from": spec.way})
    if all(map(holds_tables, map(Path, spec.source))):
        return spec.model_copy(update={"label_from": "table"})
    listed = [path for path in spec.source if Path(path).suffix.lower() in lists.ENDINGS and Path(path).is_file()]
    if len(listed) != 1:
        return spec
    others = tuple(path for path in spec.source if path != listed[0]) or (str(Path(listed[0]).parent),)
    return spec.model_copy(update={"label_from": "csv", "csv": listed[0], "source": others})


def holds_tables(path: Path) -> bool:
    """Whether a source is a table of pixels, or a folder of tables without any image or archive."""
    if path.is_dir():
        files = [file for file in islice(path.rglob("*"), MOST_FILES) if file.is_file()]
        others = {*IMAGE_ENDINGS, *ARCHIVE_ENDINGS} - {".gz"}
        return not any(file.suffix.lower() in others for file in files) and any(map(is_table, files))
    if not path.is_file():
        return False
    if path.suffix.lower() == ".csv":
        return holds_pixels(path)
    return is_named_like_a_table(str(path)) or (path.suffix.lower() == ".gz" and is_idx(path))


def is_idx(path: Path) -> bool:
    """Whether a file is IDX, packed or not."""
    try:
        with idx.opened(path) as file:
            idx.header(file, path.name)
    except (ValueError, OSError):
        return False
    return True


def not_needed(label_from: str) -> dict[str, Any]:
    """The fields that have no effect with this `label_from`, with their defaults.

    With auto these are the fields of few kinds of labels, which would decide on the kind.
    """
    return {
        knob.name: knob.default
        for knob in knobs(CollectSpec)
        if (ways := ONLY_FOR.get(knob.name)) and (len(ways) <= FEW if label_from == "auto" else label_from not in ways)
    }
