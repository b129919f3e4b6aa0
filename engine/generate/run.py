"""Draws a dataset shard by shard, or a few images of it for the eye."""

from collections.abc import Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import cv2
import pyarrow as pa

from engine.core.datasets import shard
from engine.core.datasets.write import finish_dataset, publish_dataset, write_recipe
from engine.core.jobs.job import Job
from engine.core.storage.folders import make_folder
from engine.core.synthesis.sample import Drawn, build_folder, make_shards, times_redrawn
from engine.generate.painting import images, painted, table
from engine.generate.spec import GenerateSpec
from engine.imaging.decode import picture_hash
from engine.imaging.encode import png
from engine.imaging.render import background, fonts


def run(spec: GenerateSpec, job: Job) -> dict[str, Any]:
    """Draws the dataset that the spec describes; shards that a run before finished in the job's folder are kept.

    Raises ValueError or FileNotFoundError when a font cannot draw a symbol, FileExistsError when the name is taken.
    """
    check(spec)
    build = build_folder(job)
    if spec.store == "recipe":
        return save_recipe(spec, build)
    made = make_shards(job, build, spec.images, partial(make_shard, spec, build), spec.workers)
    kind: Literal["text", "class"] = "class" if spec.length.high == 1 else "text"
    info = finish_dataset(build, kind, "generate", spec.model_dump(mode="json"))
    guarded = spec.uncut or spec.least_contrast
    again = {"redrawn": times_redrawn(build, made)} if guarded else {}
    publish_dataset(build, spec.name)
    return {"dataset": spec.name, "count": info.count, "fingerprint": info.fingerprint, **again}


def save_recipe(spec: GenerateSpec, build: Path) -> dict[str, Any]:
    """Makes a dataset of the spec alone, whose rows are drawn when they are needed."""
    info = write_recipe(make_folder(build), "generate", spec.model_dump(mode="json"))
    publish_dataset(build, spec.name)
    return {"dataset": spec.name, "count": info.count, "fingerprint": info.fingerprint, "recipe": True}


def make_shard(spec: GenerateSpec, build: Path, index: int) -> int:
    """Draws and writes one shard; returns its index."""
    cv2.setNumThreads(1)  # the processes share the cores already
    first = index * shard.ROWS
    ids = range(first, min(first + shard.ROWS, spec.images))
    shard.write_table(build, index, table_of(spec, ids))
    return index


def table_of(spec: GenerateSpec, ids: Sequence[int]) -> pa.Table:
    """The images with these ids as the rows of a shard, without their ids. Raises like `run`."""
    names, parts = map(shard.picture_name, ids), []
    for some in painted(spec, ids):
        paths = list(islice(names, len(some)))
        hashes = pa.array([picture_hash(one.image) for one in some])
        image = shard.pictures([png(one.image) for one in some], paths)
        parts.append(table(some).add_column(0, "picture", hashes).add_column(0, "image", image))
    return pa.concat_tables(parts, promote_options="default")


def first(spec: GenerateSpec, n: int) -> list[Drawn]:
    """The first n images of the dataset that the spec describes. Raises like `run`."""
    check(spec)
    return list(images(spec, range(min(n, spec.images))))


def check(spec: GenerateSpec) -> None:
    """Raises ValueError or FileNotFoundError for fonts or papers with which the spec cannot be drawn."""
    for each in [one for _, one in spec.conditions] or [spec]:
        check_fonts(each)
        if each.paper_kind == "picture":
            background.loaded(str(each.paper_file))


def check_fonts(spec: GenerateSpec) -> None:
    """Raises ValueError naming the symbols that a font lacks, or FileNotFoundError for a font that is not there."""
    for path in spec.plan.fonts:
        lacking = fonts.missing(path, spec.symbols)
        if lacking:
            named = ", ".join(repr(symbol) for symbol in lacking[:10]) + (" and more" if len(lacking) > 10 else "")
            raise ValueError(
                f"the font {Path(path).name} has no glyph for {named}; leave these symbols out or choose a font that "
                "holds them."
            )
