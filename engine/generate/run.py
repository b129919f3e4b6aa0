"""Draws a dataset shard by shard, or its first images as a preview."""

from collections.abc import Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import cv2
import pyarrow as pa

from engine.core.datasets import shard
from engine.core.datasets.write import finish_dataset, write_on_the_fly
from engine.core.jobs.job import Job
from engine.core.storage.folders import make_folder
from engine.core.storage.paths import datasets_folder
from engine.core.synthesis.sample import Sample, build_folder, make_shards, times_redrawn
from engine.generate.painting import images, painted, table
from engine.generate.spec import GenerateSpec
from engine.imaging.decode import image_hash
from engine.imaging.encode import png
from engine.imaging.render import background, fonts


def run(spec: GenerateSpec, job: Job) -> dict[str, Any]:
    """Draws the dataset that the spec describes, keeping shards that an earlier run finished in the job's folder.

    Raises ValueError or FileNotFoundError if a font cannot draw a symbol, FileExistsError if the name is taken.
    """
    check(spec)
    build = build_folder(job)
    if spec.store == "on-the-fly":
        return save_settings(spec, build, job)
    shards = make_shards(job, build, spec.images, partial(make_shard, spec, build), spec.workers)
    kind: Literal["text", "class"] = "class" if spec.length.high == 1 else "text"
    info = finish_dataset(build, kind, "generate", spec.model_dump(mode="json"))
    guarded = spec.uncut or spec.minimum_contrast
    redrawn = {"redrawn": times_redrawn(build, shards)} if guarded else {}
    result = {"dataset": spec.name, "count": info.count, "fingerprint": info.fingerprint, **redrawn}
    return job.publish(build, datasets_folder() / spec.name, result)


def save_settings(spec: GenerateSpec, build: Path, job: Job) -> dict[str, Any]:
    """Saves a dataset without stored images, whose rows are drawn on the fly."""
    info = write_on_the_fly(make_folder(build), "generate", spec.model_dump(mode="json"))
    result = {"dataset": spec.name, "count": info.count, "fingerprint": info.fingerprint, "on_the_fly": True}
    return job.publish(build, datasets_folder() / spec.name, result)


def make_shard(spec: GenerateSpec, build: Path, index: int) -> int:
    """Draws and writes one shard; returns its index."""
    cv2.setNumThreads(1)  # the processes already share the cores
    first = index * shard.ROWS
    ids = range(first, min(first + shard.ROWS, spec.images))
    shard.write_table(build, index, table_of(spec, ids))
    return index


def table_of(spec: GenerateSpec, ids: Sequence[int]) -> pa.Table:
    """Draws the images with these ids as the rows of a shard, without an id column. Raises like `run`."""
    names, tables = map(shard.image_name, ids), []
    for batch in painted(spec, ids):
        paths = list(islice(names, len(batch)))
        hashes = pa.array([image_hash(painting.image) for painting in batch])
        files = shard.image_column([png(painting.image) for painting in batch], paths)
        tables.append(table(batch).add_column(0, "picture", hashes).add_column(0, "image", files))
    return pa.concat_tables(tables, promote_options="default")


def first(spec: GenerateSpec, n: int) -> list[Sample]:
    """Draws the first n images of the dataset that the spec describes. Raises like `run`."""
    check(spec)
    return list(images(spec, range(min(n, spec.images))))


def check(spec: GenerateSpec) -> None:
    """Raises ValueError or FileNotFoundError for fonts or background images with which the spec cannot be drawn."""
    for condition in [condition for _, condition in spec.conditions] or [spec]:
        check_fonts(condition)
        if condition.paper_kind == "picture":
            background.load(str(condition.paper_file))


def check_fonts(spec: GenerateSpec) -> None:
    """Raises ValueError naming the symbols that a font lacks, or FileNotFoundError for a font that does not exist."""
    for path in spec.plan.fonts:
        lacking = fonts.missing(path, spec.symbols)
        if lacking:
            named = ", ".join(repr(symbol) for symbol in lacking[:10]) + (" and more" if len(lacking) > 10 else "")
            raise ValueError(
                f"the font {Path(path).name} has no glyph for {named}; leave these symbols out, or choose a font that "
                "has them."
            )
